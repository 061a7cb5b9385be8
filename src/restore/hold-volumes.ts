import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { freeSpace } from '../host/space.ts';
import { roomFor } from './check-space.ts';
import type { Exchanged } from './hold-and-swap.ts';
import { asBefore } from './restore-hint.ts';
import type { RestoreContext } from './tools.ts';
import type { RestoreTarget } from './types.ts';

/** A volume and the path it goes by. */
export interface HeldPlace {
  readonly name: string;
  readonly live: string;
}

/**
 * Holds volumes mounted until `release`.
 *
 * Errors  E_RESTORE, naming the volume that can not be held.
 * Promise Each is journaled before.
 */
export async function holdVolumes(
  places: readonly HeldPlace[],
  { journal, volumes }: Pick<RestoreContext, 'journal' | 'volumes'>,
): Promise<void> {
  for (const { name, live } of places) {
    journal.write({ t: 'held', volume: name, live });
    try {
      await volumes.hold(name, live);
    } catch (cause) {
      const { message, hint } = asKopiDockaError(cause);
      throw new KopiDockaError('E_RESTORE', message, { hint: asBefore(hint), cause });
    }
  }
}

/** Holds the volumes of a restore. Errors as holdVolumes; E_NO_SPACE when one has no room for new data beside the old. */
export async function holdTargets(targets: readonly RestoreTarget[], context: RestoreContext): Promise<void> {
  const inside = targets.filter(({ exchange }) => exchange === 'content');
  await holdVolumes(
    inside.map(({ name, target }) => ({ name, live: target })),
    context,
  );
  for (const target of inside) {
    const { bytes } = await freeSpace(context.volumes.real(target.target));
    const needed = roomFor(target);
    if (needed > bytes)
      throw new KopiDockaError(
        'E_NO_SPACE',
        `not enough space in volume ${target.name}: ${needed} bytes are needed, ${bytes} are free`,
        { hint: asBefore('Use --to-dir DIR to get the data into a folder.') },
      );
  }
}

/**
 * Lets go of all that is held, and says what is odd about it: helper containers that are left, what a volume's own folder lacks.
 *
 * Shape   what was exchanged; null when nothing was
 * Promise With a container that is not back, volumes stay held until recovery: nobody else keeps them mounted.
 */
export async function letGo(
  exchanged: Pick<Exchanged, 'notBack' | 'refused'> | null,
  { volumes }: Pick<RestoreContext, 'volumes'>,
): Promise<readonly Warning[]> {
  const lacking = (exchanged?.refused ?? []).map((message) => ({
    code: 'W_FIDELITY' as const,
    message: `not restored on the volume's own folder: ${message}`,
    hint: 'Restore it as root, to a file system that can hold it.',
  }));
  if (exchanged !== null && exchanged.notBack.length > 0) return lacking;
  const left = await volumes.release();
  const keepers = left.map((message) => ({
    code: 'W_KEEPER' as const,
    message,
    hint: 'See docker ps and remove it.',
  }));
  return [...lacking, ...keepers];
}
