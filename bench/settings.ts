/** What a run measures; a smaller scale is for trying the benchmark itself. */
export interface Settings {
  /** 1 is the published size. */
  readonly scale: number;
  readonly repetitions: number;
  readonly parts: readonly string[];
}

/** Reads BENCH_SCALE, BENCH_REPETITIONS and BENCH_PARTS (start-up, discovery, backup). */
export function readSettings(): Settings {
  return {
    scale: Number(process.env['BENCH_SCALE'] ?? 1),
    repetitions: Number(process.env['BENCH_REPETITIONS'] ?? 5),
    parts: (process.env['BENCH_PARTS'] ?? 'start-up,discovery,backup').split(','),
  };
}
