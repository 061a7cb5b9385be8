import type { RunEvent } from '../../events.ts';

/** One volume or bind under way. `done` is null until its first tick. */
export interface SourceProgress {
  readonly phase: 'reading' | 'read' | 'saved';
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

/** One unit under way. `downSince` is the moment its window opened, `downtimeMs` how long it was, once it has closed. */
export interface UnitProgress {
  readonly doing: string;
  readonly downSince: number | null;
  readonly downtimeMs: number | null;
  readonly sources: ReadonlyMap<string, SourceProgress>;
}

/** The units under way, by name. */
export type ProgressState = ReadonlyMap<string, UnitProgress>;

const FRESH: UnitProgress = { doing: 'preparing', downSince: null, downtimeMs: null, sources: new Map() };
const NOTHING: SourceProgress = { phase: 'reading', doneBytes: 0, totalBytes: null };

/** Counts an event in. Promise Pure; an event of an unknown unit begins that unit. */
export function advance(state: ProgressState, event: RunEvent, now: number): ProgressState {
  if (!('unit' in event) || event.unit === null) return state;
  const next = new Map(state);
  if (event.type === 'unit-ended') next.delete(event.unit);
  else next.set(event.unit, advanceUnit(state.get(event.unit) ?? FRESH, event, now));
  return next;
}

function advanceUnit(unit: UnitProgress, event: RunEvent, now: number): UnitProgress {
  switch (event.type) {
    case 'member-stopping':
      return { ...unit, doing: `stopping ${event.member}` };
    case 'member-starting':
      return { ...unit, doing: `starting ${event.member}` };
    case 'window-opened':
      return { ...unit, downSince: now };
    case 'window-closed':
      return { ...unit, downSince: null, downtimeMs: event.downtimeMs, doing: 'saving' };
    case 'source-started':
      return { ...withSource(unit, event.source, NOTHING), doing: 'reading' };
    case 'source-progress':
      return withSource(unit, event.source, {
        phase: unit.sources.get(event.source)?.phase ?? 'reading',
        doneBytes: event.doneBytes,
        totalBytes: event.totalBytes,
      });
    case 'source-read':
    case 'source-saved':
      return withSource(unit, event.source, {
        phase: event.type === 'source-read' ? 'read' : 'saved',
        doneBytes: event.bytes,
        totalBytes: event.bytes,
      });
    default:
      return unit;
  }
}

function withSource(unit: UnitProgress, source: string, progress: SourceProgress): UnitProgress {
  return { ...unit, sources: new Map(unit.sources).set(source, progress) };
}
