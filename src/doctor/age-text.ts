const HOUR = 3_600_000;

/** How long ago something was, as people say it: `5 h`, `3 days`. Units: ms. */
export function ageText(ms: number): string {
  if (ms < HOUR) return 'less than an hour';
  return ms < 48 * HOUR ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / 24 / HOUR)} days`;
}
