import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { Container } from '../docker/types.ts';
import type { Unit } from '../units/types.ts';
import { askCompose, hasCompose } from './ask-compose.ts';
import { type CollectedProject, collectProject } from './collect-project.ts';

/**
 * Finds the files of every project among the units, before anything stops, and asks Compose about them where it is installed.
 *
 * Shape   → by unit name; units that Compose did not make are not in it
 * Promise Changes nothing and never fails; a Compose that does not answer is waited for 10 seconds at most.
 */
export async function surveyProjects(
  units: readonly Unit[],
  containers: readonly Container[],
): Promise<ReadonlyMap<string, CollectedProject>> {
  const isProject = units.some(({ project }) => project !== null);
  const ask = isProject && (await hasCompose()) ? askCompose : null;
  const limit = pLimit(availableParallelism());
  const surveyed = units.map(({ name, project, rules }) =>
    limit(async () => {
      if (project === null) return [];
      const options = { waived: rules.waivedFiles ?? [], ask };
      return [[name, await collectProject(project, containers, options)] as const];
    }),
  );
  return new Map((await Promise.all(surveyed)).flat());
}
