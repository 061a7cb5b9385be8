import { assertManifestId } from './delete.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { runKopia } from './run-kopia.ts';

const AT_ONCE = 500;

/**
 * Adds a pin to snapshots, or takes it away: what is pinned, no retention removes.
 *
 * Errors  E_REPO when one of them is not there.
 * Promise A snapshot that has the pin already, or has it no more, is left as it is; other pins stay. An empty list starts nothing.
 * Source  A snapshot whose pins change gets a new ID; time, tags and content stay. Measured with 0.23.1.
 */
export async function pinSnapshots(
  setup: KopiaSetup,
  ids: readonly string[],
  pin: { readonly add: string } | { readonly remove: string },
): Promise<void> {
  for (const id of ids) assertManifestId(id);
  const change = 'add' in pin ? `--add=${pin.add}` : `--remove=${pin.remove}`;
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE);
    await runKopia(setup, ['snapshot', 'pin', '--no-progress', change, ...some], { what: 'pinning snapshots' });
  }
}
