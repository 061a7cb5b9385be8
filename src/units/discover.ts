import type { Engine, Inventory } from '../docker/types.ts';
import type { RuleBook } from './choose-rules.ts';
import { groupUnits, type Surroundings } from './group-units.ts';
import { statBinds } from './stat-binds.ts';
import type { Discovery } from './types.ts';

/**
 * Sees what is on the engine, looks at the host paths it mounts, and groups all of it into units.
 *
 * Errors  E_DOCKER, E_DOCKER_TIMEOUT.
 */
export async function discover(
  engine: Pick<Engine, 'inventory'>,
  book: RuleBook,
  ours: Pick<Surroundings, 'repositoryPath' | 'ownFolders'>,
): Promise<{ readonly inventory: Inventory; readonly discovery: Discovery }> {
  const inventory = await engine.inventory();
  const paths = inventory.engine.local ? await statBinds(bindSources(inventory)) : new Map();
  return { inventory, discovery: groupUnits(inventory, book, { ...ours, paths }) };
}

function bindSources({ containers }: Inventory): readonly string[] {
  return containers.flatMap(({ mounts }) => mounts.filter(({ type }) => type === 'bind').map(({ source }) => source));
}
