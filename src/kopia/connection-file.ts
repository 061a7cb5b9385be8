import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ensureFolder, writeDurably } from '../host/files.ts';
import type { Connection } from './types.ts';

const MEGABYTE = 1_000_000;
const LIST_CACHE_SECONDS = 30;

/**
 * Writes kopia's connection file and tells where it is.
 *
 * Promise Mode 0600 in a folder of mode 0700. The name follows from the content, so several repositories live side by side.
 */
export function writeConnectionFile(runDir: string, connection: Connection): string {
  const content = JSON.stringify(connectionFile(connection));
  const name = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const path = join(runDir, `kopia-${name}.json`);
  ensureFolder(runDir);
  writeDurably(path, content);
  return path;
}

/**
 * The content of kopia's connection file.
 *
 * Source  Kopia crashes (SIGSEGV) on a `caching` section without sizes. It keeps the format blob for 15 minutes and so writes
 *         into the empty mount point of a disk that went away: for a file system that cache is off (-1), lists too. Measured.
 */
export function connectionFile(connection: Connection): Record<string, unknown> {
  const { storage, cache, user, host } = connection;
  const isLocal = storage.type === 'filesystem';
  const contentBytes = Math.max(1, cache.contentMb) * MEGABYTE;
  const metadataBytes = Math.max(1, cache.metadataMb) * MEGABYTE;
  return {
    storage,
    caching: {
      cacheDirectory: cache.directory,
      maxCacheSize: contentBytes,
      maxMetadataCacheSize: metadataBytes,
      contentCacheSizeLimitBytes: contentBytes,
      metadataCacheSizeLimitBytes: metadataBytes,
      maxListCacheDuration: isLocal ? 0 : LIST_CACHE_SECONDS,
    },
    ...(isLocal ? { formatBlobCacheDuration: -1 } : {}),
    hostname: host,
    username: user,
    enableActions: false,
  };
}
