import type { Inventory } from '../docker/types.ts';
import type { Point, Seal } from '../points/types.ts';
import type { Discovery } from '../units/types.ts';
import { checkSafety, dataPlaceOf, type Placement } from './check-safety.ts';
import { bytesNeeded } from './check-space.ts';
import { chooseUsers } from './choose-users.ts';
import { chooseWarnings } from './choose-warnings.ts';
import { isWhole } from './is-whole.ts';
import type { KnownUnit } from './known-unit.ts';
import { orderStops } from './order-stops.ts';
import type { FileFacts } from './plan-files.ts';
import { planParts } from './plan-parts.ts';
import type { RestorePlan, RestoreRequest, RestoreTarget } from './types.ts';

/** Everything a plan is made of: what is wanted, what is in the repository, what is on the host now. */
export interface PlanFacts {
  readonly point: Point;
  readonly seal: Seal | null;
  readonly known: KnownUnit;
  readonly inventory: Inventory;
  readonly discovery: Discovery;
  readonly placements: readonly Placement[];
  /** Where the files of the unit go, and what is there now. */
  readonly files: Pick<FileFacts, 'placements' | 'homeless' | 'self'>;
  readonly ownFolders: readonly string[];
}

/**
 * Plans a restore: where each volume and bind goes, who is stopped for it, and why it may not be done.
 *
 * Promise The plan is all there is: nothing is decided later, and what it refuses is not begun.
 */
export function planRestore(request: RestoreRequest, facts: PlanFacts): RestorePlan {
  const { point, seal, inventory, placements } = facts;
  const replaced = placements
    .filter(({ to }) => to.kind !== 'directory')
    .map((placement) => ({
      path: dataPlaceOf(placement),
      volume: placement.to.kind === 'volume' ? placement.to.name : null,
    }));
  const { units } = facts.discovery;
  const { volumes, engine } = inventory;
  const users = chooseUsers(replaced, { units, volumes, rootDir: engine.rootDir });
  const targets = placements.map(toTarget);
  const { warnings, ...parts } = planParts(request, facts);
  return {
    schema: 'kopi-docka/restore-plan/1',
    unit: point.unit,
    point: point.id,
    time: point.time,
    host: point.host,
    targets,
    ...parts,
    ...orderStops(users.stop),
    bytesNeeded: placements.reduce((sum, placement) => sum + bytesNeeded(placement), 0),
    undo: request.keepUndo && request.toDir === null && targets.length + parts.networks.length + parts.files.length > 0,
    damaged: placements.some(({ to }) => to.entry.problem !== null) || (!point.complete && isWhole(request)),
    refusals: checkSafety({ request, placements, stop: users.stop, engine, ownFolders: facts.ownFolders }),
    warnings: [
      ...warnings,
      ...chooseWarnings({
        point,
        seal,
        known: facts.known,
        destinations: placements.map(({ to }) => to),
        beside: users.beside,
        containers: new Set(inventory.containers.map((container) => container.name)),
        inPlace: request.toDir === null && Object.keys(request.toVolume).length === 0,
        keepsOld: request.keepUndo,
      }),
    ],
  };
}

function toTarget({ to, site }: Placement): RestoreTarget {
  const { entry, kind, name, create, exchange } = to;
  return {
    kind,
    name,
    snapshotId: entry.snapshot.id,
    format: entry.format,
    type: entry.snapshot.root.type === 'f' ? 'file' : 'directory',
    target: exchange === 'content' ? to.path : site.path,
    exchange,
    hadLive: exchange === 'content' || site.found !== 'nothing',
    create,
    files: entry.snapshot.files,
    bytes: entry.snapshot.bytes,
  };
}
