import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Volume, VolumeDefinition } from '../docker/types.ts';
import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import { fileError } from '../host/files.ts';
import type { RestoreContext } from './tools.ts';
import type { RestoreTarget } from './types.ts';

/**
 * Makes what has to be there before data can be brought in: volumes that no longer exist, folders above a bind.
 *
 * Errors  E_RESTORE when a volume can not be made, or its data would not lie where the plan says.
 * Promise Each volume is journaled before it is made, with driver, options and labels as planned. `onVolume` hears of each
 *         that may have been made, also when it or a later one fails.
 */
export async function recreate(
  targets: readonly RestoreTarget[],
  context: Pick<RestoreContext, 'engine' | 'journal' | 'signal'>,
  onVolume: (name: string) => void,
): Promise<void> {
  for (const { create, target, exchange } of targets) {
    context.signal.throwIfAborted();
    if (create === null) makeFolder(dirname(target));
    else {
      const volume = await makeVolume(create, context, onVolume);
      if (exchange === 'rename' && volume.mountpoint !== target)
        throw new KopiDockaError('E_RESTORE', `volume ${create.name} lies at ${volume.mountpoint}, not at ${target}`);
    }
  }
}

async function makeVolume(
  definition: VolumeDefinition,
  { engine, journal }: Pick<RestoreContext, 'engine' | 'journal'>,
  onVolume: (name: string) => void,
): Promise<Volume> {
  const { name } = definition;
  try {
    if ((await engine.inspectVolume(name)) !== null)
      throw new KopiDockaError('E_RESTORE', 'it was made by someone else meanwhile');
    journal.write({ t: 'volume-created', name });
    onVolume(name);
    return await engine.createVolume(definition);
  } catch (cause) {
    const { message, hint } = asKopiDockaError(cause);
    throw new KopiDockaError('E_RESTORE', `volume ${name} could not be made: ${message}`, { hint, cause });
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
  } catch (cause) {
    throw fileError(cause, path);
  }
}
