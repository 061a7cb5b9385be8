import { printable } from '../../host/text.ts';
import type { Look } from './look.ts';

/** `Title: one, two → three.`; levels in order. Null when there is no container. */
export function containersText(
  title: string,
  levels: readonly (readonly { readonly name: string }[])[],
  look: Look,
): string | null {
  if (levels.length === 0) return null;
  const order = levels.map((level) => level.map(({ name }) => printable(name)).join(', '));
  return `${title}: ${order.join(` ${look.symbols.arrow} `)}.`;
}
