import type { Engine } from '../docker/types.ts';
import { asKopiDockaError } from '../errors.ts';
import type { EngineLink } from './engine-link.ts';
import { stateOf } from './roll-back.ts';

/**
 * Removes a volume that a dead restore had made, unless somebody uses it or has put data into it.
 *
 * Shape   → one line on what was done; null when there is no such volume
 */
export async function removeCreatedVolume(name: string, link: EngineLink): Promise<string | null> {
  return link.call(async (engine) => {
    const volume = await engine.inspectVolume(name);
    if (volume === null) return null;
    if (!(await isLocal(engine))) return `volume ${name} was kept, because its content can not be seen from here`;
    if (!isEmpty(volume.mountpoint)) return `volume ${name} was kept, because it holds data`;
    return removeOrKeep(engine, name);
  });
}

async function isLocal(engine: Engine): Promise<boolean> {
  return (await engine.info()).local;
}

function isEmpty(mountpoint: string): boolean {
  return mountpoint.startsWith('/') && stateOf(mountpoint) !== 'present';
}

async function removeOrKeep(engine: Engine, name: string): Promise<string> {
  try {
    await engine.removeVolume(name);
    return `volume ${name}, which the restore had made, was removed`;
  } catch (thrown) {
    return `volume ${name} was kept: ${asKopiDockaError(thrown).message}`;
  }
}
