import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { formatSeconds } from '../host/format-tar-entry.ts';
import { run } from '../host/run.ts';
import type { RealPaths } from './real-paths.ts';
import type { FidelityRecord, SparseEntry } from './types.ts';
import { notRestored, toolMissing } from './warnings.ts';

/**
 * Digs the holes of sparse files again, where the restore wrote them out as zeros.
 *
 * Promise Content stays; times are set back afterwards. A file system that knows no holes keeps the zeros, with a warning.
 */
export async function digHoles(paths: RealPaths, record: FidelityRecord): Promise<readonly Warning[]> {
  const warnings: Warning[] = [];
  try {
    for (const entry of record.sparse) {
      const why = await digFile(paths, entry);
      if (why !== null) warnings.push(notRestored('the holes', entry.path, why));
    }
  } catch (error) {
    if (!(error instanceof KopiDockaError) || error.code !== 'E_TOOL_MISSING') throw error;
    warnings.push(toolMissing('fallocate', 'util-linux', 'the holes of sparse files'));
  }
  return warnings;
}

/** Why it could not be done; null when it was, or need not be. */
async function digFile(paths: RealPaths, { path, mtimeNs }: SparseEntry): Promise<string | null> {
  if (!paths.look(path)?.isFile()) return null;
  const fd = openFile(paths.full(path));
  if (fd === null) return 'it cannot be opened';
  try {
    const { blocks, size } = fstatSync(fd);
    if (size - blocks * 512 >= 4096) return null;
    const open = `/proc/${process.pid}/fd/${fd}`;
    const dug = await run('fallocate', ['--dig-holes', open]);
    const timed = await run('touch', ['--no-create', '-m', `--date=@${formatSeconds(mtimeNs)}`, open]);
    const failed = [dug, timed].find(({ exitCode }) => exitCode !== 0);
    return failed === undefined ? null : failed.stderr.trim();
  } finally {
    closeSync(fd);
  }
}

function openFile(path: Buffer): number | null {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch {
    return null;
  }
}
