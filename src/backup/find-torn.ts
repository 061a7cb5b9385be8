import type { Engine } from '../docker/types.ts';
import type { Warning } from '../events.ts';
import { printable } from '../host/text.ts';
import type { Unit } from '../units/types.ts';
import { placesOf, writesTo } from '../units/writes-to.ts';
import { findChange } from './find-changes.ts';
import type { StrategyResult } from './strategies/strategy.ts';
import type { PlannedSource, UnitPlan } from './types.ts';

/** What was not still while it was read, one line each, and what only might matter. */
export interface Torn {
  readonly torn: readonly string[];
  readonly warnings: readonly Warning[];
}

/**
 * Looks for anybody who ran, or wrote, while the sources were read as still; nobody promises that for a live read.
 *
 * Promise Finds re-created and foreign containers, if they still run, and files of volumes that a program of the host has changed. A
 *         bind belongs to the host, too: a change there is a warning. Stands outside the window.
 */
export async function findTorn(plan: UnitPlan, unit: Unit, held: StrategyResult, engine: Engine): Promise<Torn> {
  if (held.consistency === 'live' || held.outcomes.length === 0) return { torn: [], warnings: [] };
  const names = new Set([...held.hold.disturbed, ...(await findWriters(plan, unit, engine))]);
  const changed = await findChanged(plan, held);
  return {
    torn: [
      ...[...names].map((name) => `container ${name} ran`),
      ...changed.filter(({ source }) => source.kind === 'volume').map(describe),
    ],
    warnings: changed.filter(({ source }) => source.kind === 'bind').map(bindChanged),
  };
}

async function findWriters(plan: UnitPlan, unit: Unit, engine: Engine): Promise<readonly string[]> {
  const own = new Set(plan.start.flat().map((member) => member.id));
  const left = new Set(plan.left.map(({ name }) => name));
  const places = placesOf(unit);
  return (await engine.running())
    .filter(({ id, mounts }) => !own.has(id) && mounts.some((mount) => places.some((place) => writesTo(mount, place))))
    .map(({ name }) => name)
    .filter((name) => !left.has(name));
}

interface Changed {
  readonly source: PlannedSource;
  readonly path: string;
}

async function findChanged({ sources }: UnitPlan, { still }: StrategyResult): Promise<readonly Changed[]> {
  if (still === null) return [];
  const here = sources.filter(({ readable }) => readable === 'direct');
  const found = await Promise.all(
    here.map(async (source) => ({ source, path: await findChange(source, still).catch(() => null) })),
  );
  return found.flatMap(({ source, path }) => (path === null ? [] : [{ source, path }]));
}

function describe({ source, path }: Changed): string {
  return `${source.kind} ${printable(source.name)} was written to (${path === '' ? 'its root' : printable(path)})`;
}

function bindChanged(changed: Changed): Warning {
  return {
    code: 'W_BIND_CHANGED',
    message: `${describe(changed)} while it was read`,
    hint: 'Something outside of Docker uses that folder, too.',
  };
}
