import type { Warning } from '../events.ts';
import type { Uncovered, Unit } from '../units/types.ts';
import type { CollectedProject } from './collect-project.ts';

/** Project files that no recipe will hold, as coverage sees them. */
export function uncoveredFiles({ missing, waived }: CollectedProject): readonly Uncovered[] {
  return [
    ...missing.map(({ path, reason }) => ({ kind: 'file' as const, name: path, reason, waived: false })),
    ...waived.map((path) => ({ kind: 'file' as const, name: path, reason: 'switched off by a rule', waived: true })),
  ];
}

/** What is to be said of the files of a project: those that are missing, and what Compose says of the rest. */
export function projectWarnings(unit: string, { missing, problem }: CollectedProject): readonly Warning[] {
  const files = missing.map(
    ({ path, reason }): Warning => ({
      code: 'W_PROJECT_FILE',
      message: `project file ${path} is not saved: ${reason}`,
      hint: `Make it readable here; or waive it by name, under units.${unit}.files in the config.`,
    }),
  );
  if (problem === null) return files;
  const compose: Warning = {
    code: 'W_COMPOSE',
    message: `Compose can not read the project ${unit} as it lies here: ${problem}`,
    hint: 'The containers can be made again from their inspects; mend the files so that Compose can do it.',
  };
  return [...files, compose];
}

/** What it costs to leave environment values out of the recipe; nothing for a unit whose containers have none. */
export function redactionWarnings({ name, members }: Unit): readonly Warning[] {
  const redacted = members.filter(({ container }) => hasEnvironment(container.raw)).length;
  if (redacted === 0) return [];
  const containers = redacted === 1 ? '1 container' : `${redacted} containers`;
  return [
    {
      code: 'W_REDACTED',
      message: `environment values of ${containers} of ${name} are left out of the recipe: it can not make them again`,
      hint: 'Keep their Compose and env files, or switch backup.redactEnvironment off; the repository is encrypted.',
    },
  ];
}

function hasEnvironment(raw: Readonly<Record<string, unknown>>): boolean {
  const config = raw['Config'] as { readonly Env?: readonly string[] | null } | undefined;
  return (config?.Env ?? []).length > 0;
}
