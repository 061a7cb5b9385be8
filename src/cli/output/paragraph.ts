import type { Failure } from '../../errors.ts';
import type { Warning } from '../../events.ts';
import { printable } from '../../host/text.ts';
import type { Look } from './look.ts';
import { wrap } from './width.ts';

/** Longest line of running text, however wide the terminal is. */
const READABLE = 100;

/** Breaks a text into lines that fit, each after `indent`. */
export function paragraph(text: string, look: Look, indent = ''): string {
  const width = Math.min(READABLE, look.width) - indent.length;
  return wrap(text, width)
    .map((line) => indent + line)
    .join('\n');
}

/** Joins the parts of a text that have something to say, an empty line between them. */
export function sections(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** A warning or failure with its hint below: `shop: warning: … (W_TORN)`. */
export function finding(on: string | null, found: Warning | Failure, look: Look): string {
  const isWarning = found.code.startsWith('W_');
  const word = isWarning ? look.paint.yellow('warning:') : look.paint.red('error:');
  const where = on === null ? '' : `${printable(on)}: `;
  return `${where}${word} ${printable(found.message)} (${found.code})\n  ${look.paint.dim(`hint: ${printable(found.hint)}`)}`;
}
