import { asKopiDockaError } from '../errors.ts';
import type { EngineLink } from './engine-link.ts';

/**
 * Removes a network that a dead restore had made, unless a container is attached to it.
 *
 * Shape   → one line on what was done; null when there is no such network
 */
export async function removeCreatedNetwork(name: string, link: EngineLink): Promise<string | null> {
  return link.call(async (engine) => {
    if ((await engine.inspectNetwork(name)) === null) return null;
    try {
      await engine.removeNetwork(name);
      return `network ${name}, which the restore had made, was removed`;
    } catch (thrown) {
      return `network ${name} was kept: ${asKopiDockaError(thrown).message}`;
    }
  });
}
