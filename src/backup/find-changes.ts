import { ignoreBlame } from '../host/ignore-rules.ts';
import { run } from '../host/run.ts';
import type { PlannedSource } from './types.ts';

/** A time during which nobody should have written. */
export interface StillTime {
  readonly fromMs: number;
  readonly toMs: number;
}

const DEADLINE_MS = 60_000;

/**
 * Finds something in a source that was changed while it should have been still; null when nothing was found.
 *
 * Shape   → path below the source, rather of a file than of a folder; empty for the source itself
 * Promise What the patterns leave out does not count. What was changed again later is not seen, nor a change on a file system
 *         whose clock is another's: an answer proves a writer, none proves nothing.
 * Source  find(1), -newerct: the kernel's time of the last change, which no program can set.
 */
export async function findChange(source: PlannedSource, still: StillTime): Promise<string | null> {
  const within = ['-newerct', at(still.fromMs), '!', '-newerct', at(still.toMs)];
  const found = await run('find', [source.path, '-ignore_readdir_race', ...within, '-printf', '%y%P\\0'], {
    timeoutMs: DEADLINE_MS,
  });
  const blame = ignoreBlame(source.exclude);
  const changed = found.stdout.split('\0').filter((record) => record !== '');
  const kept = changed.filter((record) => !isLeftOut(record.slice(1), record.startsWith('d'), blame));
  const telling = kept.find((record) => !record.startsWith('d')) ?? kept[0];
  return telling?.slice(1) ?? null;
}

function isLeftOut(path: string, isFolder: boolean, blame: ReturnType<typeof ignoreBlame>): boolean {
  const parts = path.split('/');
  return parts.some(
    (_, index) => blame(parts.slice(0, index + 1).join('/'), index < parts.length - 1 || isFolder) !== null,
  );
}

function at(ms: number): string {
  return `@${(ms / 1000).toFixed(3)}`;
}
