import type { Source } from './types.ts';

/** Writes a source as kopia does: `user@host:/path`. */
export function formatSource(source: Source): string {
  return `${source.user}@${source.host}:${source.path}`;
}

/** True when both name the same history. */
export function isSameSource(one: Source, other: Source): boolean {
  return one.user === other.user && one.host === other.host && one.path === other.path;
}
