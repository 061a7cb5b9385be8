import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { asKopiDockaError, type KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { scanTree } from '../fidelity/scan.ts';
import type { FidelityRecord } from '../fidelity/types.ts';
import { isKeptInside } from '../host/kept-inside.ts';
import type { Snapshot, SnapshotJob } from '../kopia/types.ts';
import type { RunContext } from './context.ts';
import { followJob } from './follow-job.ts';
import { openSource, type SourceNotes } from './open-source.ts';
import type { Access, Reach } from './reach-sources.ts';
import type { PlannedSource } from './types.ts';

/** A source that is stored. `fidelity` is what kopia can not hold of it; `warnings` tell how it was read. */
export interface Saved {
  readonly source: PlannedSource;
  readonly snapshot: Snapshot;
  readonly newBytes: number;
  readonly fidelity: FidelityRecord | null;
  readonly warnings: readonly Warning[];
}

/** A source after kopia has flushed: stored, or failed by name. */
export type SourceOutcome = Saved | { readonly source: PlannedSource; readonly error: KopiDockaError };

/** Reads under way. `read` settles when no source is read any more; `saved` when kopia has flushed them all. Neither rejects. */
export interface Reading {
  readonly read: Promise<void>;
  readonly saved: Promise<readonly SourceOutcome[]>;
}

/** A read that is over. A failed one may leave a kopia that still has to end. */
type SourceRead =
  | { readonly job: SnapshotJob; readonly fidelity: FidelityRecord | null; readonly notes: SourceNotes }
  | { readonly job: SnapshotJob | null; readonly error: KopiDockaError };

/**
 * Reads all sources of a unit, each with its own kopia, as many at once as `parallelism` says.
 *
 * Promise Starts nothing new once the signal aborts, and cancels what runs.
 */
export function readSources(
  unit: string,
  tagsOf: TagsOf,
  sources: readonly PlannedSource[],
  reach: Reach,
  context: RunContext,
): Reading {
  const limit = pLimit(context.config.backup.parallelism ?? availableParallelism());
  const reads = sources.map((source) => ({
    source,
    read: limit(() => readSource(unit, tagsOf(source), source, reach, context)),
  }));
  return {
    read: Promise.all(reads.map(({ read }) => read)).then(() => undefined),
    saved: Promise.all(reads.map(async ({ source, read }) => awaitSaved(unit, source, await read, context))),
  };
}

/** The tags that the snapshot of a source carries. */
export type TagsOf = (source: PlannedSource) => Readonly<Record<string, string>>;

async function readSource(
  unit: string,
  tags: Readonly<Record<string, string>>,
  source: PlannedSource,
  reach: Reach,
  context: RunContext,
): Promise<SourceRead> {
  const { emit, signal } = context;
  let job: SnapshotJob | null = null;
  try {
    signal.throwIfAborted();
    emit({ type: 'source-started', unit, source: source.name });
    const access = reach.accessTo(source);
    const opened = await openSource(
      unit,
      source,
      access,
      tags,
      context,
      ({ hashedBytes, cachedBytes, estimatedBytes }) => {
        const doneBytes = hashedBytes + cachedBytes;
        emit({ type: 'source-progress', unit, source: source.name, doneBytes, totalBytes: estimatedBytes });
      },
    );
    job = opened.job;
    followJob(job, `${source.kind} ${source.name}`, context);
    const [snapshot, fidelity] = await Promise.all([job.read, scanSource(source, access, signal)]);
    const notes = await opened.notes;
    reach.check(source);
    emit({ type: 'source-read', unit, source: source.name, files: snapshot.files, bytes: snapshot.bytes });
    return { job, fidelity, notes };
  } catch (cause) {
    job?.cancel();
    return { job, error: asKopiDockaError(signal.aborted ? signal.reason : cause) };
  }
}

async function scanSource(source: PlannedSource, access: Access, signal: AbortSignal): Promise<FidelityRecord | null> {
  const skips = source.readable === 'direct' ? () => false : isKeptInside;
  return source.type === 'directory' && 'path' in access ? scanTree(access.path, { signal, skips }) : null;
}

async function awaitSaved(
  unit: string,
  source: PlannedSource,
  read: SourceRead,
  context: RunContext,
): Promise<SourceOutcome> {
  try {
    if ('error' in read) {
      const stored = await read.job?.saved;
      if (stored !== undefined) await context.kopia.delete([stored.snapshot.id]);
      return { source, error: read.error };
    }
    const { fidelity, notes } = read;
    const { snapshot, newBytes } = await read.job.saved;
    context.emit({ type: 'source-saved', unit, source: source.name, files: snapshot.files, bytes: snapshot.bytes });
    return { source, snapshot: withGap(snapshot, notes.gap), newBytes, fidelity, warnings: notes.warnings };
  } catch (cause) {
    return { source, error: 'error' in read ? read.error : asKopiDockaError(cause) };
  }
}

/** What the engine left out counts like files that kopia could not read. */
function withGap(snapshot: Snapshot, gap: string | null): Snapshot {
  if (gap === null) return snapshot;
  const errors = [...snapshot.errors, { path: '/', error: gap }];
  return { ...snapshot, ignoredErrors: snapshot.ignoredErrors + 1, errors };
}
