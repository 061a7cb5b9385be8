import type { KnownUnit } from '../../restore/known-unit.ts';

/** What a point holds beside the data, as JSON shows it: names and places, no content. */
export function recipeDocument({ members, networks, project, engineFiles }: KnownUnit): object {
  return {
    members,
    networks: networks.map(({ name }) => name),
    workingDir: project?.workingDir ?? null,
    files: (project?.files ?? []).map(({ stored, path }) => ({ stored, path })),
    engineFiles: engineFiles.map(({ stored }) => stored),
  };
}
