import { KopiDockaError } from '../../errors.ts';
import type { Storage } from '../../kopia/types.ts';
import { parseRepositoryUrl } from '../parse-url.ts';
import type { Backend, BackendContext, Location, StorageAccess } from '../types.ts';
import { azure } from './azure.ts';
import { b2 } from './b2.ts';
import { filesystem } from './filesystem.ts';
import { gcs } from './gcs.ts';
import { gdrive } from './gdrive.ts';
import { kopiaConfig } from './kopia-config.ts';
import { rclone } from './rclone.ts';
import { s3 } from './s3.ts';
import { sftp } from './sftp.ts';
import { webdav } from './webdav.ts';

const OWN: readonly Backend[] = [filesystem, s3, gcs, azure, b2, webdav, sftp, rclone, gdrive];
const BACKENDS: readonly Backend[] = [...OWN, kopiaConfig(locateStorage)];

/** Where the repository of a url is. Errors E_CONFIG for a url that is not understood. */
export function locateRepository(url: string): Location {
  const parsed = parseRepositoryUrl(url);
  return backendFor(parsed.scheme).locate(parsed);
}

/** How kopia reaches the repository of a url. Errors E_CONFIG, E_CREDENTIALS. */
export function accessRepository(url: string, context: BackendContext): StorageAccess {
  const parsed = parseRepositoryUrl(url);
  return backendFor(parsed.scheme).access(parsed, context);
}

/** The url of a storage, without its credentials; null when no backend knows it. */
export function urlOfStorage(storage: Storage): string | null {
  for (const backend of OWN) {
    const url = backend.toUrl(storage);
    if (url !== null) return url;
  }
  return null;
}

function locateStorage(storage: Storage): Location {
  const url = urlOfStorage(storage);
  return url === null ? { type: storage.type, target: storage.type, localPath: null } : locateRepository(url);
}

function backendFor(scheme: string): Backend {
  const backend = BACKENDS.find(({ schemes }) => schemes.includes(scheme));
  if (backend !== undefined) return backend;
  throw new KopiDockaError('E_CONFIG', `repository.url: ${scheme}:// is not supported by this version`, {
    hint: `Supported are ${OWN.flatMap(({ schemes }) => schemes).join(', ')}.`,
  });
}
