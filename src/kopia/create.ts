import { setTimeout as wait } from 'node:timers/promises';
import { KopiDockaError } from '../errors.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { runKopia } from './run-kopia.ts';
import { repositoryStatus } from './status.ts';
import type { Storage } from './types.ts';

const ATTEMPTS = 10;
const PAUSE_MS = 500;

/**
 * Creates a repository in an empty storage.
 *
 * Errors  E_REPO_FOREIGN when something is there that our password does not open.
 * Promise Creating again is success, also when two do it at once. A folder of a `filesystem` storage must exist.
 * Source  The storage goes through stdin as a token, so no secret is in argv and kopia writes no file outside it. A generated
 *         256-bit password needs no slow derivation: pbkdf2 opens in 0.11 s and 42 MiB, scrypt in 0.18 s and 106 MiB. Measured.
 */
export async function createRepository(
  setup: KopiaSetup,
  storage: Storage,
  passwordIsGenerated: boolean,
): Promise<void> {
  const args = [
    'repository',
    'create',
    'from-config',
    '--token-stdin',
    '--create-only',
    '--no-progress',
    ...(passwordIsGenerated ? ['--format-block-key-derivation-algorithm=pbkdf2-sha256-600000'] : []),
  ];
  try {
    await runKopia(setup, args, { what: 'creating the repository', input: storageToken(storage) });
  } catch (error) {
    if (!isCode(error, 'E_REPO_FOREIGN')) throw error;
    await openOwn(setup);
  }
}

function storageToken(storage: Storage): string {
  return Buffer.from(JSON.stringify({ version: '1', storage })).toString('base64url');
}

/** Opens what is there already; the other creator may still be at it. */
async function openOwn(setup: KopiaSetup): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await repositoryStatus(setup);
      return;
    } catch (error) {
      if (isCode(error, 'E_REPO_PASSWORD'))
        throw new KopiDockaError('E_REPO_FOREIGN', 'a repository with another password is already there');
      if (!isCode(error, 'E_REPO_ABSENT')) throw error;
      if (attempt === ATTEMPTS) throw new KopiDockaError('E_REPO_FOREIGN', 'other data is already there');
    }
    await wait(PAUSE_MS);
  }
}

function isCode(error: unknown, code: KopiDockaError['code']): boolean {
  return error instanceof KopiDockaError && error.code === code;
}
