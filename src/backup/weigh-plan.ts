import { availableParallelism } from 'node:os';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Warning } from '../events.ts';
import { excludesAllOf } from './list-warnings.ts';
import type { BackupPlan, PlannedSource, UnitPlan } from './types.ts';
import { type Weighed, weighExcludes } from './weigh-excludes.ts';

const DEADLINE_MS = 30_000;

/**
 * Adds to a plan how much each pattern leaves out, and warnings where they leave nothing.
 *
 * Promise Only looks. A source that can not be looked into now, or not within half a minute, has null.
 */
export async function weighPlan(plan: BackupPlan): Promise<BackupPlan> {
  const limit = pLimit(availableParallelism());
  return { ...plan, units: await Promise.all(plan.units.map((unit) => weighUnit(unit, limit))) };
}

async function weighUnit(unit: UnitPlan, limit: LimitFunction): Promise<UnitPlan> {
  const weighed = await Promise.all(unit.sources.map((source) => limit(() => weighSource(source))));
  return {
    ...unit,
    sources: weighed.map(({ source }) => source),
    warnings: [...unit.warnings, ...weighed.flatMap(({ warning }) => warning ?? [])],
  };
}

async function weighSource(source: PlannedSource): Promise<{ source: PlannedSource; warning: Warning | null }> {
  if (source.exclude.length === 0) return { source, warning: null };
  const weighed = await weigh(source);
  const left = weighed?.excluded.reduce((sum, { files }) => sum + files, 0) ?? 0;
  return {
    source: { ...source, excluded: weighed?.excluded ?? null },
    warning: weighed?.kept === 0 && left > 0 ? excludesAllOf(source, left) : null,
  };
}

async function weigh({ path, readable, exclude }: PlannedSource): Promise<Weighed | null> {
  if (readable !== 'direct') return null;
  return weighExcludes(path, exclude, AbortSignal.timeout(DEADLINE_MS)).catch(() => null);
}
