import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
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

/** True when the repository is to be made by the first backup: nothing has run, and nothing is where it will lie. */
export async function awaitsFirstBackup(context: DoctorContext): Promise<boolean> {
  const { localPath } = context.repository();
  return isFresh(context) && localPath !== null && !(await exists(localPath));
}

/** Not by a synchronous call: a dead network mount would hold up everything. */
function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
