import { isWithin } from '../host/mounts.ts';
import type { ProcessId } from '../host/process-id.ts';
import type { JournalRecord, MadeFile, SwapStep, TakeRecord } from './types.ts';

/** A kopia process of the run. */
export interface Child {
  readonly process: ProcessId;
  readonly what: string;
}

/** All moves of one restore. */
export interface Swap {
  readonly restoreId: string;
  readonly steps: readonly SwapStep[];
}

/** What a run has begun and not finished, as its journal tells. */
export interface Outstanding {
  readonly ended: boolean;
  readonly children: readonly Child[];
  /** In the order in which they were stopped. */
  readonly takes: readonly TakeRecord[];
  readonly scratch: readonly string[];
  /** Volumes in which something is open, by the path they go by: they have to be held mounted for it. */
  readonly held: ReadonlyMap<string, string>;
  /** Volumes that the run made and that hold no restored data yet. */
  readonly volumes: readonly string[];
  /** Networks and project files made for data that is not in place yet. */
  readonly networks: readonly string[];
  readonly files: readonly MadeFile[];
  /** Swaps that were announced, and neither finished nor rolled back. */
  readonly swaps: readonly Swap[];
  /** Restores whose new data is in place. */
  readonly swapped: readonly string[];
  /** Restores whose old data was put back. */
  readonly rolledBack: readonly string[];
}

/**
 * Adds up the records of a journal to what is still open.
 *
 * Shape   readonly JournalRecord[] in the order they were written → Outstanding
 * Promise A container that is given back and taken again is open again; so is a path.
 */
export function outstanding(records: readonly JournalRecord[]): Outstanding {
  const children = new Map<number, Child>();
  const takes = new Map<string, TakeRecord>();
  const scratch = new Set<string>();
  const held = new Map<string, string>();
  const volumes = new Set<string>();
  const networks = new Set<string>();
  const files = new Map<string, MadeFile>();
  const swaps = new Map<string, Swap>();
  const swapped = new Set<string>();
  const rolledBack = new Set<string>();
  let ended = false;
  for (const record of records) {
    if (record.t === 'child') children.set(record.process.pid, record);
    if (record.t === 'child-ended') children.delete(record.pid);
    if (record.t === 'take') takes.set(record.id, record);
    if (record.t === 'gave-back') takes.delete(record.id);
    if (record.t === 'held') held.set(record.live, record.volume);
    if (record.t === 'scratch') scratch.add(record.path);
    if (record.t === 'scratch-removed') scratch.delete(record.path);
    if (record.t === 'volume-created') volumes.add(record.name);
    if (record.t === 'network-created') networks.add(record.name);
    if (record.t === 'file-created') files.set(record.file.path, record.file);
    if (record.t === 'swap') swaps.set(record.restoreId, record);
    if (record.t === 'rolled-back') {
      swaps.delete(record.restoreId);
      rolledBack.add(record.restoreId);
    }
    if (record.t === 'swapped') {
      swaps.delete(record.restoreId);
      swapped.add(record.restoreId);
      for (const made of [volumes, networks, files]) made.clear();
    }
    if (record.t === 'end') ended = true;
  }
  const open = [...scratch, ...[...swaps.values()].flatMap(({ steps }) => steps.map((step) => step.live))];
  return {
    ended,
    children: [...children.values()],
    takes: [...takes.values()].sort((a, b) => a.order - b.order),
    scratch: [...scratch],
    held: new Map([...held].filter(([live]) => open.some((path) => isWithin(path, live)))),
    volumes: [...volumes],
    networks: [...networks],
    files: [...files.values()],
    swaps: [...swaps.values()],
    swapped: [...swapped],
    rolledBack: [...rolledBack],
  };
}

/** True when something is open that only the engine can tell or mend. */
export function needsEngine(open: Outstanding): boolean {
  return [open.takes, open.swaps, open.volumes, open.networks, [...open.held]].some((list) => list.length > 0);
}
