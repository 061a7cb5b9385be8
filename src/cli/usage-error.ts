import type { Command, CommanderError } from 'commander';
import { KopiDockaError } from '../errors.ts';

/** Thrown when help was asked for and has been printed: a success that ends the run. */
export class HelpShown extends Error {}

/**
 * Turns what commander throws into our own words: wrong use is E_USAGE, with the nearest name as a hint.
 *
 * Source  commander 14: every usage error exits 1, and the suggestion stands on a line of its own in the message.
 */
export function fromCommander(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0) return new HelpShown();
  const help = `See ${nameOf(command)} --help.`;
  if (error.code === 'commander.help')
    return new KopiDockaError('E_USAGE', `${nameOf(command)}: no command given`, { hint: help });
  const [line = '', suggestion] = error.message.split('\n');
  const message = line.replace(/^error: /, '');
  return new KopiDockaError('E_USAGE', message, { hint: hintOf(suggestion) ?? help });
}

/** `(Did you mean --json?)` → `Did you mean --json?`. */
function hintOf(suggestion: string | undefined): string | undefined {
  return suggestion === undefined || suggestion === '' ? undefined : suggestion.replace(/^\(|\)$/g, '');
}

/** The command as it is typed: `kopi-docka repository create`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
