import type { Snapshot } from '../kopia/types.ts';
import type { UnitKind } from '../units/types.ts';
import { suggestFormat } from './classify-format.ts';
import { OUR_TOOL } from './tags.ts';
import type { Point, PointEntry } from './types.ts';

/**
 * Gathers snapshots into points, newest first.
 *
 * Shape   snapshots of any host, unit and tool, in any order → one point for each (user, host, unit, backup_id)
 * Promise Snapshots without `unit` or `backup_id` (checkpoints, self-tests, other users' own) belong to no point. A point's time
 *         is that of its earliest snapshot, from the manifest: the `timestamp` tag may be in an unknown zone.
 */
export function groupPoints(snapshots: readonly Snapshot[]): readonly Point[] {
  const groups = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const { unit, backup_id: backupId } = snapshot.tags;
    if (!unit || !backupId) continue;
    const key = JSON.stringify([snapshot.source.user, snapshot.source.host, unit, backupId]);
    const group = groups.get(key);
    if (group) group.push(snapshot);
    else groups.set(key, [snapshot]);
  }
  return [...groups.values()].map(toPoint).sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
}

/** Why a snapshot is not whole, in a few words; null when it is. */
export function snapshotProblem(snapshot: Snapshot): string | null {
  if (snapshot.incomplete !== null) return `incomplete: ${snapshot.incomplete}`;
  if (snapshot.failedFiles > 0) return `${snapshot.failedFiles} files could not be read`;
  if (snapshot.ignoredErrors > 0) return `${snapshot.ignoredErrors} read errors were ignored`;
  return null;
}

function toPoint(group: readonly Snapshot[]): Point {
  const byStart = [...group].sort((a, b) => Date.parse(a.startTime) - Date.parse(b.startTime));
  const first = byStart[0] as Snapshot;
  const entries = toEntries(byStart);
  const recipe = byStart.findLast((snapshot) => snapshot.tags['type'] === 'recipe') ?? null;
  const ours = byStart.some((snapshot) => snapshot.tags['tool']?.startsWith(OUR_TOOL));
  const unsealed = ours ? whyUnsealed(recipe) : whyPythonUnsealed(first, recipe);
  const damage = entries.flatMap((entry) => (entry.problem ? [`${entry.kind} ${entry.name}: ${entry.problem}`] : []));
  const missing = ours ? whyIncomplete(recipe, entries) : [];
  return {
    id: first.tags['backup_id'] ?? '',
    unit: first.tags['unit'] ?? '',
    kind: toKind(recipe?.tags['kind']),
    user: first.source.user,
    host: first.source.host,
    time: first.startTime,
    format: toFormat(entries),
    sealed: unsealed.length === 0 && (ours || damage.length === 0),
    complete: unsealed.length + damage.length + missing.length === 0,
    pinned: group.some((snapshot) => snapshot.pins.length > 0),
    tool: ours ? toolOf(byStart) : pythonTool(byStart),
    entries,
    recipe,
    others: byStart.filter((snapshot) => !['volume', 'bind', 'recipe'].includes(snapshot.tags['type'] ?? '')),
    problems: [...unsealed, ...missing, ...damage],
  };
}

/** Volumes and binds by name; of several snapshots of one, the newest whole one, else the newest. */
function toEntries(byStart: readonly Snapshot[]): readonly PointEntry[] {
  const entries = new Map<string, PointEntry>();
  for (const snapshot of byStart) {
    const entry = toEntry(snapshot);
    if (entry === null) continue;
    const key = `${entry.kind} ${entry.name}`;
    if (entry.problem === null || entries.get(key)?.problem !== null) entries.set(key, entry);
  }
  return [...entries.values()].sort((a, b) => compare(b.kind, a.kind) || compare(a.name, b.name));
}

function toEntry(snapshot: Snapshot): PointEntry | null {
  const kind = snapshot.tags['type'];
  if (kind !== 'volume' && kind !== 'bind') return null;
  const name = kind === 'volume' ? snapshot.tags['volume'] : (snapshot.tags['bind_source'] ?? snapshot.source.path);
  if (!name) return null;
  return { kind, name, format: suggestFormat(snapshot), snapshot, problem: snapshotProblem(snapshot) };
}

function whyUnsealed(recipe: Snapshot | null): readonly string[] {
  if (recipe === null) return ['not sealed: the run did not reach its end'];
  const problem = snapshotProblem(recipe);
  return problem === null ? [] : [`not sealed: recipe ${problem}`];
}

/** The Python tool wrote its recipe first, and none at all in the scope `minimal`. */
function whyPythonUnsealed(first: Snapshot, recipe: Snapshot | null): readonly string[] {
  if (recipe === null && first.tags['backup_scope'] === 'minimal') return [];
  return recipe === null ? ['no recipe was found'] : whyUnsealed(recipe);
}

function whyIncomplete(recipe: Snapshot | null, entries: readonly PointEntry[]): readonly string[] {
  if (recipe === null) return [];
  const problems: string[] = [];
  const expected = Number(recipe.tags['snapshot_count']);
  if (expected !== entries.length)
    problems.push(`${entries.length} of ${expected} volumes and binds are in the repository`);
  const suspects = recipe.tags['suspects'];
  if (suspects !== undefined) problems.push(`${suspects} of its volumes and binds held much less than before`);
  else if (recipe.tags['complete'] !== 'true') problems.push('the run marked it as not complete');
  return problems;
}

function toKind(tag: string | undefined): UnitKind | 'unknown' {
  return tag === 'compose' || tag === 'container' || tag === 'volume' ? tag : 'unknown';
}

function toFormat(entries: readonly PointEntry[]): Point['format'] {
  const formats = new Set(entries.map((entry) => entry.format));
  if (formats.size > 1) return 'mixed';
  return formats.has('tar') ? 'tar' : 'direct';
}

function toolOf(snapshots: readonly Snapshot[]): string {
  return snapshots.findLast((snapshot) => snapshot.tags['tool'] !== undefined)?.tags['tool'] ?? OUR_TOOL;
}

/** The Python tool by its era, as far as its volumes tell: tar up to 4.2.5, direct from 5.0 on. */
function pythonTool(snapshots: readonly Snapshot[]): string {
  const volumes = snapshots.filter((snapshot) => snapshot.tags['type'] === 'volume');
  if (volumes.some((snapshot) => snapshot.tags['backup_format'] === 'direct')) return 'kopi-docka-python 5-7 (direct)';
  return volumes.length > 0 ? 'kopi-docka-python 2-4 (tar)' : 'kopi-docka-python';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
