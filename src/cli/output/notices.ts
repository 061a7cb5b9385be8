import type { RunEvent, Warning } from '../../events.ts';

/** What a run said that stands in no result: it has to be told beside it. */
export interface Notices {
  readonly created: { readonly target: string; readonly passwordFile: string } | null;
  readonly recovered: readonly string[];
  /** Warnings that belong to no unit. */
  readonly warnings: readonly Warning[];
}

/** Listens to a run and remembers its notices. */
export function noticesCollector(): { readonly listen: (event: RunEvent) => void; readonly notices: () => Notices } {
  let notices: Notices = { created: null, recovered: [], warnings: [] };
  return {
    listen: (event) => {
      if (event.type === 'repository-created') notices = { ...notices, created: event };
      if (event.type === 'recovered') notices = { ...notices, recovered: [...notices.recovered, event.what] };
      if (event.type === 'warning' && event.unit === null)
        notices = { ...notices, warnings: [...notices.warnings, event.warning] };
    },
    notices: () => notices,
  };
}
