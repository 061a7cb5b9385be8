import type { Warning } from '../events.ts';
import { printable } from '../host/text.ts';
import { isWhole } from './is-whole.ts';
import { planFiles } from './plan-files.ts';
import { planNetworks } from './plan-networks.ts';
import type { PlanFacts } from './plan-restore.ts';
import type { RestorePlan, RestoreRequest } from './types.ts';

/** What is made again of a unit beside its data. */
export interface PartsPlan extends Pick<RestorePlan, 'networks' | 'files'> {
  readonly warnings: readonly Warning[];
}

/** Plans the networks and project files of a unit; networks only when the whole unit goes back to its place. */
export function planParts(request: RestoreRequest, facts: PlanFacts): PartsPlan {
  const { point, known, inventory, placements, ownFolders } = facts;
  const wantsNetworks = request.create && request.toDir === null && isWhole(request);
  const networks = planNetworks(wantsNetworks ? known.networks : [], inventory);
  const files = planFiles({
    ...facts.files,
    point,
    replaced: placements.map(({ site }) => site.path),
    forbidden: ['/proc', '/sys', '/dev', inventory.engine.rootDir, ...ownFolders],
  });
  const warnings = [...networks.warnings, ...files.warnings].map(({ code, message, hint }) => ({
    ...{ code, message: printable(message), hint: printable(hint) },
  }));
  return { networks: networks.create, files: files.files, warnings };
}
