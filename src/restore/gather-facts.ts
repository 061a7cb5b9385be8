import { access } from 'node:fs/promises';
import type { Point, Seal } from '../points/types.ts';
import { chooseDestinations } from './choose-destinations.ts';
import { chooseEntries } from './choose-entries.ts';
import type { KnownUnit } from './known-unit.ts';
import type { PlanFacts } from './plan-restore.ts';
import { surveySites } from './survey-sites.ts';
import type { RestoreTools } from './tools.ts';
import type { RestoreRequest } from './types.ts';

/** Looks at everything that the plan of a restore depends on. Promise Only looks: nothing is made or changed. */
export async function gatherFacts(
  request: RestoreRequest,
  { point, seal, known }: { point: Point; seal: Seal | null; known: KnownUnit },
  tools: Pick<RestoreTools, 'look' | 'ownFolders'>,
): Promise<PlanFacts> {
  const { inventory, discovery } = await tools.look();
  const entries = chooseEntries(point, request);
  const { volumes, engine } = inventory;
  const destinations = chooseDestinations(request, {
    entries,
    seal,
    definitions: known.volumes,
    volumes,
    rootDir: engine.rootDir,
  });
  const sites = await surveySites(destinations.map((destination) => destination.path));
  return {
    point,
    seal,
    known,
    discovery,
    inventory,
    placements: destinations.flatMap((to, index) => {
      const site = sites[index];
      return site === undefined ? [] : [{ to, site }];
    }),
    missingFiles: await findMissing(known.project?.files ?? []),
    ownFolders: tools.ownFolders,
  };
}

async function findMissing(paths: readonly string[]): Promise<readonly string[]> {
  const missing = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => false,
        () => true,
      ),
    ),
  );
  return paths.filter((_, index) => missing[index]);
}
