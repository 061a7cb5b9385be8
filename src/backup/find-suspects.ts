import { isDeepStrictEqual } from 'node:util';
import { asKopiDockaError, type Failure, KopiDockaError } from '../errors.ts';
import { groupPoints } from '../points/group-points.ts';
import { pinPoint } from '../points/pin-point.ts';
import { readSeal } from '../points/seal.ts';
import type { Point, PointEntry, Seal, SealedSnapshot } from '../points/types.ts';
import type { RunContext } from './context.ts';
import { describeShrink, type Holding } from './describe-shrink.ts';
import type { Saved } from './read-sources.ts';
import type { UnitPlan } from './types.ts';

/** The size of archives that hold nothing but their root, as the engine makes them and as GNU tar does. Measured. */
const EMPTY_BY_ENGINE = 1536;
const EMPTY_BY_TAR = 10_240;

/** Sources that hold much less than in the last good point, or are gone. `failures` says so, and what else went wrong on the way. */
export interface Suspects {
  readonly names: readonly string[];
  readonly failures: readonly Failure[];
}

const NONE: Suspects = { names: [], failures: [] };

/**
 * Compares what was read with the last good point of the unit, and pins that point when something is suspect.
 *
 * Errors  The repository's, when the points can not be listed.
 * Promise One listing a unit; the seal of the last point is read only for archives, and when something is suspect.
 */
export async function findSuspects(plan: UnitPlan, saved: readonly Saved[], context: RunContext): Promise<Suspects> {
  const last = context.acceptShrink ? null : await lastGoodPoint(plan.name, context);
  if (last === null) return NONE;
  const seal = last.format === 'direct' ? null : await readSeal(context.kopia, last).catch(() => null);
  const suspects = [...shrunkSources(saved, last, seal), ...lostSources(plan, last, seal)];
  if (suspects.length === 0) return NONE;
  const [then, unpinned] = await Promise.all([
    seal ?? readSeal(context.kopia, last).catch(() => null),
    pin(last, context),
  ]);
  return {
    names: suspects.map(({ name }) => name),
    failures: [...suspects.map((suspect) => failureOf(suspect, plan, last, then)), ...unpinned],
  };
}

/** `exclude` holds the patterns that it is read without now; null when it is not read at all. */
interface Suspect {
  readonly kind: 'volume' | 'bind';
  readonly name: string;
  readonly shrink: string;
  readonly exclude: readonly string[] | null;
}

function shrunkSources(saved: readonly Saved[], last: Point, seal: Seal | null): readonly Suspect[] {
  return saved.flatMap((one) => {
    const { kind, name, exclude } = one.source;
    const entry = last.entries.find((candidate) => candidate.kind === kind && candidate.name === name);
    const shrink = entry === undefined ? null : describeShrink(holdingThen(entry, seal), holdingNow(one));
    return shrink === null ? [] : [{ kind, name, shrink, exclude }];
  });
}

/** What was saved then, is still in use, and can not be saved now: a folder that vanished, a disk that is not mounted. */
function lostSources({ uncovered }: UnitPlan, last: Point, seal: Seal | null): readonly Suspect[] {
  return last.entries.flatMap((entry) => {
    const { kind, name } = entry;
    const gap = uncovered.find((one) => !one.waived && one.kind === kind && one.name === name);
    if (gap === undefined || holdingThen(entry, seal).files === 0) return [];
    return [{ kind, name, shrink: `was saved before, now it is not: ${gap.reason}`, exclude: null }];
  });
}

async function lastGoodPoint(unit: string, { kopia, identity }: RunContext): Promise<Point | null> {
  const points = groupPoints(await kopia.list({ unit }));
  const good = points.filter(
    ({ user, host, sealed, complete }) => user === identity.user && host === identity.host && sealed && complete,
  );
  return good[0] ?? null;
}

async function pin(point: Point, { kopia }: RunContext): Promise<readonly Failure[]> {
  try {
    await pinPoint(kopia, point);
    return [];
  } catch (cause) {
    return [asKopiDockaError(cause).toFailure()];
  }
}

function holdingNow({ source, snapshot, fidelity }: Saved): Holding {
  return source.format === 'direct' ? snapshot : (fidelity?.counts ?? archive(snapshot.bytes, EMPTY_BY_ENGINE));
}

/** Archives of ours without counts come from the engine; those of the Python tool were made by tar, and their size tells little. */
function holdingThen({ format, kind, name, snapshot }: PointEntry, seal: Seal | null): Holding {
  if (format === 'direct') return snapshot;
  return sealedAs(kind, name, seal)?.counts ?? archive(snapshot.bytes, seal === null ? EMPTY_BY_TAR : EMPTY_BY_ENGINE);
}

function archive(bytes: number, empty: number): Holding {
  return { files: bytes <= empty ? 0 : null, bytes: null };
}

function sealedAs(kind: 'volume' | 'bind', name: string, seal: Seal | null): SealedSnapshot | undefined {
  return seal?.snapshots.find((one) => one.kind === kind && one.name === name);
}

function failureOf({ kind, name, shrink, exclude }: Suspect, plan: UnitPlan, last: Point, seal: Seal | null): Failure {
  const then = sealedAs(kind, name, seal)?.exclude;
  const changed = exclude !== null && then !== undefined && !isDeepStrictEqual(then, exclude);
  const hint = [
    changed ? 'Its excludes have changed since; see kopi-docka backup --dry-run.' : 'Look at what it holds.',
    `The last good point ${last.id} is pinned.`,
    `If this is right: kopi-docka backup ${plan.name} --accept-shrink`,
  ].join(' ');
  return new KopiDockaError('E_SUSPECT', `${kind} ${name} ${shrink}`, { hint }).toFailure();
}
