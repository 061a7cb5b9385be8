const STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Writes bytes for people: `0 B`, `1.5 KiB`, `104 MiB`. Three figures, no more. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1023.5 && step < STEPS.length - 1) {
    value /= 1024;
    step += 1;
  }
  const text = step === 0 || value >= 99.95 ? Math.round(value).toString() : value.toFixed(1);
  return `${text} ${STEPS[step]}`;
}

/** Writes bytes that may be unknown. */
export function formatMaybeSize(bytes: number | null): string {
  return bytes === null ? 'unknown' : formatSize(bytes);
}

/** `1 file`, `2 files`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
