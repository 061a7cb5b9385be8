import type { Failure } from './errors.ts';

/** Something worth saying that does not fail anything: stable code, one line, the next thing to do. */
export interface Warning {
  readonly code: `W_${string}`;
  readonly message: string;
  readonly hint: string;
}

/** What a run says while it works. Terminal text, log, history and metrics listen; none of them can disturb a run. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly command: 'backup' | 'restore' | 'undo' | 'recover';
      readonly units: readonly string[];
    }
  | { readonly type: 'repository-created'; readonly target: string; readonly passwordFile: string }
  | { readonly type: 'unit-started'; readonly unit: string }
  | {
      readonly type: 'unit-ended';
      readonly unit: string;
      readonly status: 'success' | 'partial' | 'failed' | 'interrupted';
      readonly downtimeMs: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'member-stopping' | 'member-stopped' | 'member-starting' | 'member-started' | 'member-healthy';
      readonly unit: string;
      readonly member: string;
    }
  | { readonly type: 'window-opened'; readonly unit: string }
  | { readonly type: 'window-closed'; readonly unit: string; readonly downtimeMs: number }
  | { readonly type: 'source-started'; readonly unit: string; readonly source: string }
  | {
      readonly type: 'source-progress';
      readonly unit: string;
      readonly source: string;
      readonly doneBytes: number;
      readonly totalBytes: number | null;
    }
  | {
      readonly type: 'source-read' | 'source-saved';
      readonly unit: string;
      readonly source: string;
      readonly files: number;
      readonly bytes: number;
    }
  | { readonly type: 'recovered'; readonly what: string }
  | { readonly type: 'warning'; readonly unit: string | null; readonly warning: Warning }
  | { readonly type: 'error'; readonly unit: string | null; readonly failure: Failure }
  | { readonly type: 'run-ended'; readonly runId: string; readonly exitCode: number };

/** Takes one event. Promise Never throws and never blocks. */
export type Emit = (event: RunEvent) => void;

/**
 * Makes an Emit that hands every event to all listeners.
 *
 * Promise A listener that throws is dropped for the rest of the run; the others and the run go on.
 */
export function eventBus(listeners: readonly ((event: RunEvent) => void)[]): Emit {
  const live = new Set(listeners);
  return (event) => {
    for (const listener of live) {
      try {
        listener(event);
      } catch {
        live.delete(listener);
      }
    }
  };
}
