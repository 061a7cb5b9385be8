import { printable } from '../../host/text.ts';
import type { Uncovered } from '../../units/types.ts';
import type { Look } from './look.ts';

/** Lists what no run saves and nobody waived, each with its reason; null when there is nothing. */
export function uncoveredText(
  uncovered: readonly (Uncovered & { readonly unit?: string | null })[],
  look: Look,
): string | null {
  const gaps = uncovered.filter((gap) => !gap.waived);
  if (gaps.length === 0) return null;
  const lines = gaps.map((gap) => {
    const owner = gap.unit === undefined || gap.unit === null ? '' : ` of ${printable(gap.unit)}`;
    return `  ${gap.kind} ${printable(gap.name)}${owner}: ${printable(gap.reason)}`;
  });
  return [look.paint.yellow('Saved by no run:'), ...lines].join('\n');
}
