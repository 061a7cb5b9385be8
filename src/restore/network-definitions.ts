import { parseNetworkDefinition } from '../docker/parse-network-definition.ts';
import type { NetworkDefinition, RawInspect } from '../docker/types.ts';
import { KopiDockaError } from '../errors.ts';

/** Every engine has these; they can not be made. */
const BUILT_IN = ['bridge', 'host', 'none'];

/** How the networks of a recipe were made, without those that every engine has. Errors E_REPO when one is no network. */
export function networkDefinitions(networks: readonly RawInspect[]): readonly NetworkDefinition[] {
  try {
    return networks.map(parseNetworkDefinition).filter(({ name }) => !BUILT_IN.includes(name));
  } catch (cause) {
    throw new KopiDockaError('E_REPO', 'the networks of the recipe cannot be read', { cause });
  }
}
