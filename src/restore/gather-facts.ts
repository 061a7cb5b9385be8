import type { Point, Seal } from '../points/types.ts';
import { chooseDestinations } from './choose-destinations.ts';
import { chooseEntries } from './choose-entries.ts';
import { isWhole } from './is-whole.ts';
import type { KnownUnit } from './known-unit.ts';
import { chooseFileTargets } from './plan-files.ts';
import type { PlanFacts } from './plan-restore.ts';
import { surveyFile } from './survey-files.ts';
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
    files: placeFiles(request, known),
    ownFolders: tools.ownFolders,
  };
}

/** Looks where the files of the whole unit would go; none when only a part of it, or only its data, is asked for. */
function placeFiles(request: RestoreRequest, known: KnownUnit): PlanFacts['files'] {
  const targets = isWhole(request) && request.create ? chooseFileTargets(known, request.toDir) : [];
  return {
    placements: targets.flatMap(({ file, target }) =>
      target === null ? [] : [{ file, target, site: surveyFile(target, file.sha256) }],
    ),
    homeless: targets.flatMap(({ file, target }) => (target === null ? [file] : [])),
    self: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
  };
}
