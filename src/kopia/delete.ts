import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { runKopia } from './run-kopia.ts';

const AT_ONCE = 500;

/**
 * Deletes snapshots by manifest ID.
 *
 * Errors  E_REPO when one is not there.
 * Promise An empty list starts nothing.
 * Source  `snapshot delete` takes a root object ID as well and would delete every snapshot with that root: only manifest IDs pass.
 */
export async function deleteSnapshots(setup: KopiaSetup, ids: readonly string[]): Promise<void> {
  for (const id of ids) assertManifestId(id);
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE);
    await runKopia(setup, ['snapshot', 'delete', '--delete', '--no-progress', ...some], { what: 'deleting snapshots' });
  }
}

/** Refuses what is not the ID of a manifest: E_REPO. */
export function assertManifestId(id: string): void {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new KopiDockaError('E_REPO', `not the ID of a snapshot: ${printable(id)}`);
}
