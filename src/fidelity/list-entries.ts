import { lstatSync } from 'node:fs';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { startChild } from '../host/child.ts';
import { type Collected, EntryCollector } from './collect-entries.ts';
import { FIND_FORMAT, parseEntry } from './parse-entry.ts';
import { splitStream } from './split-stream.ts';
import { fullPath, topOf } from './tree-path.ts';
import type { RawPath, ScanOptions } from './types.ts';
import { toolMissing, unreadable } from './warnings.ts';

/** What the walk found, and what it could not. */
export interface ListedEntries {
  readonly found: Collected;
  readonly warnings: readonly Warning[];
}

/**
 * Walks a tree with one `find`.
 *
 * Errors  E_UNREADABLE_VOLUME when there is nothing at `root`; E_STATE when it was cancelled.
 * Promise What vanishes during the walk is passed over. Without GNU find the answer is empty, with a warning that says so.
 */
export async function listEntries(root: string, { signal, skips }: ScanOptions = {}): Promise<ListedEntries> {
  const collector = new EntryCollector({
    exactTime: (path) => lstatSync(fullPath(root, path), { bigint: true }).mtimeNs,
    deviceNumber: (path) => deviceNumber(root, path),
  });
  requireEntry(root);
  try {
    const find = startChild('find', [root, '-ignore_readdir_race', '-printf', FIND_FORMAT], { signal });
    await splitStream(find.stdout, 0, (record) => {
      const entry = parseEntry(record);
      if (!skips?.(topOf(entry.path))) collector.add(entry);
    });
    const { exitCode, stderr } = await find.ended;
    const warnings = exitCode === 0 ? [] : warningsOf(stderr);
    return { found: collector.finish(), warnings };
  } catch (error) {
    if (!isMissingTool(error)) throw error;
    return { found: collector.finish(), warnings: [findMissing()] };
  }
}

function requireEntry(root: string): void {
  try {
    lstatSync(root);
  } catch (cause) {
    throw new KopiDockaError('E_UNREADABLE_VOLUME', `${root} cannot be read`, { cause });
  }
}

function warningsOf(stderr: string): readonly Warning[] {
  if (stderr.includes('-printf') || stderr.includes('-ignore_readdir_race')) return [findMissing()];
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.endsWith('No such file or directory'));
  return lines.length === 0 ? [] : [unreadable(lines)];
}

function findMissing(): Warning {
  return toolMissing('GNU find', 'findutils', 'special files, hard links, directory times and holes');
}

function isMissingTool(error: unknown): boolean {
  return error instanceof KopiDockaError && error.code === 'E_TOOL_MISSING';
}

/** Source  glibc, gnu_dev_major and gnu_dev_minor. */
function deviceNumber(root: string, path: RawPath): { readonly major: number; readonly minor: number } {
  const { rdev } = lstatSync(fullPath(root, path), { bigint: true });
  return {
    major: Number(((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & ~0xfffn)),
    minor: Number((rdev & 0xffn) | ((rdev >> 12n) & ~0xffn)),
  };
}
