import { writeConnectionFile } from './connection-file.ts';
import { createRepository } from './create.ts';
import { deleteSnapshots } from './delete.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { listSnapshots } from './list.ts';
import { pinSnapshots } from './pin.ts';
import { exportPolicies, importPolicies } from './policies.ts';
import { restoreSnapshot } from './restore.ts';
import { showObject, showObjectStream } from './show.ts';
import { startSnapshot } from './snapshot.ts';
import { repositoryStatus } from './status.ts';
import type { Connection, Kopia, KopiaBinary } from './types.ts';
import { verifySnapshots } from './verify.ts';

const STALL_SECONDS = 300;

export interface OpenKopiaOptions {
  readonly binary: KopiaBinary;
  readonly connection: Connection;
  readonly password: string;
  /** True for a random 256-bit password of ours; `create` then chooses a quick key derivation. */
  readonly passwordIsGenerated?: boolean;
  /** Variables for the storage, secrets among them. */
  readonly storageEnv?: Readonly<Record<string, string>>;
  /** Kopia's HOME and logs go below this folder. */
  readonly cacheDir: string;
  /** Kopia's connection file goes into this folder. */
  readonly runDir: string;
  /** After so many seconds without any work a kopia counts as hung; 300 unless told otherwise. */
  readonly stallSeconds?: number;
}

/**
 * The kopia program on one repository.
 *
 * Promise Writes the connection file and starts nothing; the first call opens the repository.
 */
export function openKopia(options: OpenKopiaOptions): Kopia {
  const { binary, connection, password, cacheDir } = options;
  const setup: KopiaSetup = {
    binary,
    connectionFile: writeConnectionFile(options.runDir, connection),
    password,
    storageEnv: options.storageEnv ?? {},
    cacheDir,
    stallSeconds: options.stallSeconds ?? STALL_SECONDS,
  };
  return {
    version: async () => binary.version,
    status: () => repositoryStatus(setup),
    create: () => createRepository(setup, connection.storage, options.passwordIsGenerated ?? false),
    snapshot: (request, onProgress) => startSnapshot(setup, connection, request, onProgress),
    list: (tags) => listSnapshots(setup, tags),
    exportPolicies: () => exportPolicies(setup),
    importPolicies: (policies) => importPolicies(setup, policies),
    delete: (ids) => deleteSnapshots(setup, ids),
    pin: (ids, pin) => pinSnapshots(setup, ids, pin),
    restore: (request, signal) => restoreSnapshot(setup, request, signal),
    show: (object) => showObject(setup, object),
    showStream: (object) => showObjectStream(setup, object),
    verify: (verifyOptions) => verifySnapshots(setup, verifyOptions),
  };
}
