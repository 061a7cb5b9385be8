import { KopiDockaError } from '../errors.ts';
import type { Kopia } from '../kopia/types.ts';

/**
 * Proves that every snapshot of a point is found again in a fresh listing.
 *
 * Errors  E_SNAPSHOT when one is not: the point has lost its seal by then, so that it is never taken for a good one.
 */
export async function confirmListed(
  kopia: Kopia,
  backupId: string,
  ids: readonly string[],
  sealId: string,
): Promise<void> {
  const listed = new Set((await kopia.list({ backup_id: backupId })).map((snapshot) => snapshot.id));
  const missing = [...ids, sealId].find((id) => !listed.has(id));
  if (missing === undefined) return;
  if (listed.has(sealId)) await kopia.delete([sealId]);
  throw new KopiDockaError('E_SNAPSHOT', `kopia reported snapshot ${missing} as stored, but does not list it`);
}
