import type { Inventory, Volume } from '../docker/types.ts';
import type { Failure } from '../errors.ts';
import type { Discovery } from '../units/types.ts';
import { dataPath } from '../units/writes-to.ts';
import { whyNotReplaceable } from './check-place.ts';
import { checkUser } from './check-user.ts';
import { chooseUsers } from './choose-users.ts';
import { orderStops } from './order-stops.ts';
import { refuse } from './refusal.ts';
import type { Site } from './survey-sites.ts';
import type { UndoPlan, UndoRecord } from './types.ts';

/**
 * One step of the record with what lies at its place now. `kept` is false when the old data is gone; what is kept inside a
 * volume shows only when that is held, so there it tells whether the volume is.
 */
export interface UndoSite {
  readonly step: UndoRecord['steps'][number];
  readonly site: Site;
  readonly kept: boolean;
}

/** What the plan of an undo is made of. `newer` are the records of later restores. */
export interface UndoFacts {
  readonly record: UndoRecord;
  readonly newer: readonly UndoRecord[];
  readonly sites: readonly UndoSite[];
  readonly inventory: Inventory;
  readonly discovery: Discovery;
}

/** Plans how what a restore replaced is put back: who is stopped for it, and why it may not be done. */
export function planUndo(facts: UndoFacts): UndoPlan {
  const { record, sites } = facts;
  const { volumes, engine } = facts.inventory;
  const replaced = record.steps.map((step) => ({
    path: dataPlaceOf(step, volumes),
    volume: step.kind === 'volume' ? step.name : null,
  }));
  const { stop } = chooseUsers(replaced, { units: facts.discovery.units, volumes, rootDir: engine.rootDir });
  return {
    schema: 'kopi-docka/undo-plan/1',
    id: record.id,
    unit: record.unit,
    point: record.point,
    at: record.at,
    targets: sites.map(({ step, site }) => ({
      kind: step.kind,
      name: step.name,
      live: step.live,
      hasLive: step.root !== undefined || site.found !== 'nothing',
    })),
    ...orderStops(stop),
    removedVolumes: record.createdVolumes,
    removedNetworks: record.createdNetworks,
    removedFiles: record.createdFiles.map(({ path }) => path),
    refusals: [
      ...checkNewer(record, facts.newer),
      ...sites.flatMap((site) => checkSite(record, site)),
      ...stop.flatMap(checkUser),
    ],
  };
}

/** Where the data really lies: the folder that a volume of the type bind shows, else its own place. */
function dataPlaceOf({ name, live, root }: UndoRecord['steps'][number], volumes: readonly Volume[]): string {
  const volume = root === undefined ? undefined : volumes.find((one) => one.name === name);
  return volume === undefined ? live : dataPath({ ...volume, mountpoint: live });
}

/** Restores are undone like a stack: the old data of an earlier one is not what the later one replaced. */
function checkNewer(record: UndoRecord, newer: readonly UndoRecord[]): readonly Failure[] {
  const paths = new Set(record.steps.map((step) => step.live));
  const later = newer.find((other) => other.steps.some((step) => paths.has(step.live)));
  if (later === undefined) return [];
  const text = `restore ${later.id} of ${later.at} has replaced the same data since`;
  return [refuse(text, `Run kopi-docka undo ${later.id} first.`)];
}

function checkSite({ id }: UndoRecord, { step, site, kept }: UndoSite): readonly Failure[] {
  const what = `${step.kind} ${step.name}`;
  if (step.hadLive && !kept)
    return [
      refuse(`${what}: the old data is no longer at ${step.old}`, `Drop it with kopi-docka undo ${id} --discard.`),
    ];
  if (step.root !== undefined) return [];
  const reason = site.throughSymlink ? `${step.live} lies behind a symbolic link now` : whyNotReplaceable(site, null);
  return reason === null ? [] : [refuse(`${what}: ${reason}`, 'Mend that and run it again.')];
}
