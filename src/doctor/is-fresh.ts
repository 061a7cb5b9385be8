import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import type { DoctorContext } from './types.ts';

/** What the first use of a repository keeps in the state folder: who this host is, and which repository it was. */
const KEPT = ['identity.json', 'repository.json'];

/**
 * True where no repository was ever used.
 *
 * Promise Where it is false, a repository that is not there is one that was lost, or whose disk is not mounted.
 */
export function isFresh({ places }: DoctorContext): boolean {
  return KEPT.every((name) => !existsSync(join(places.state, name)));
}

/** True when the repository could not be opened for the one reason that it was never made. */
export function isNotYetMade(context: DoctorContext, cause: unknown): boolean {
  return isFresh(context) && cause instanceof KopiDockaError && cause.code === 'E_REPO_ABSENT';
}
