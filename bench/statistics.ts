/** Several measurements of one thing, in ms: the middle one, the least and the greatest. */
export interface Measured {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** Sums up measurements. Errors  Throws on none at all. */
export function sumUp(values: readonly number[]): Measured {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined) throw new Error('nothing was measured');
  const upper = sorted[Math.floor(sorted.length / 2)] ?? least;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? least;
  return { median: (lower + upper) / 2, least, greatest };
}

/** Compares two things that were measured in pairs: the ratio within each repetition, summed up. */
export function ratios(values: readonly number[], references: readonly number[]): Measured {
  return sumUp(values.map((value, at) => value / (references[at] ?? Number.NaN)));
}

/** As seconds: `2.31 (2.20–2.60)`. */
export function seconds({ median, least, greatest }: Measured): string {
  return `${(median / 1000).toFixed(2)} (${(least / 1000).toFixed(2)}–${(greatest / 1000).toFixed(2)})`;
}

/** As a factor: `1.14 (1.10–1.20)`. */
export function factor({ median, least, greatest }: Measured): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${greatest.toFixed(2)})`;
}

/** A Markdown table; all columns but the first are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, at) => (at === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
