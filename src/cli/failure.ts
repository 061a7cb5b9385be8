import { asKopiDockaError, type KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import { VERSION } from '../version.ts';
import { jsonDocument } from './output/json.ts';
import { lookOf, type Terminal } from './terminal.ts';

/** How a failure is to be shown: taken from the raw arguments, for a failure may come before they are parsed. */
export interface FailureStyle {
  readonly json: boolean;
  readonly logJson: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Reads from the arguments, as they were typed, how a failure is to be shown. */
export function failureStyleOf(argv: readonly string[]): FailureStyle {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const flags = new Set(words);
  return {
    json: flags.has('--json'),
    logJson:
      flags.has('--log-format=json') || words.some((word, at) => word === '--log-format' && words[at + 1] === 'json'),
    verbose: flags.has('--verbose') || flags.has('-v'),
    color: !flags.has('--no-color'),
  };
}

/**
 * Shows a failure: one line and a hint on stderr, or with --json the document on stdout.
 *
 * Shape   thrown: unknown → number (the exit code)
 * Promise No stack trace, except that of a bug of ours under --verbose.
 */
export function showFailure(thrown: unknown, style: FailureStyle, terminal: Terminal): number {
  const error = asKopiDockaError(thrown);
  if (style.json) terminal.stdout.write(jsonDocument(failureDocument(error)));
  else if (style.logJson) terminal.stderr.write(jsonDocument(failureRecord(error)));
  else terminal.stderr.write(failureText(error, style, terminal));
  if (style.verbose && error.code === 'E_INTERNAL') terminal.stderr.write(`${stackOf(error)}\n`);
  return error.exitCode;
}

/** The document of a failure that comes before any result (docs/contract.md §4). */
export function failureDocument(error: KopiDockaError): object {
  return { schema: 'kopi-docka/error/1', exitCode: error.exitCode, error: error.toFailure() };
}

/** The record of a failure in a log of JSON lines, shaped like those of the run. */
function failureRecord({ code, message, hint }: KopiDockaError): object {
  return { level: 'error', time: new Date().toISOString(), tool: `kopi-docka/${VERSION}`, code, hint, msg: message };
}

function failureText(error: KopiDockaError, style: FailureStyle, terminal: Terminal): string {
  const { paint } = lookOf(terminal.stderr, terminal.env, style.color);
  const priority = terminal.journal ? '<3>' : '';
  return `${priority}${paint.red('error:')} ${printable(error.message)}\n${priority}hint: ${printable(error.hint)}\n`;
}

function stackOf(error: KopiDockaError): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : (error.stack ?? error.message);
}
