import { dirname } from 'node:path';
import * as z from 'zod';
import type { RawInspect, VolumeDefinition } from '../docker/types.ts';
import type { Kopia } from '../kopia/types.ts';
import { type LegacyRecipe, readLegacyRecipe } from '../points/legacy-recipe.ts';
import type { Point, Seal } from '../points/types.ts';

/** What a point knows of its unit beside the data. `files` are the project's files, where they came from. */
export interface KnownUnit {
  readonly volumes: readonly VolumeDefinition[];
  readonly members: readonly string[];
  readonly project: { readonly workingDir: string | null; readonly files: readonly string[] } | null;
}

/**
 * Reads what a point knows of its unit: from the seal, or from the recipe of a point of the Python tool.
 *
 * Errors  E_REPO when the recipe of a point of the Python tool can not be read.
 */
export async function readKnownUnit(kopia: Kopia, point: Point, seal: Seal | null): Promise<KnownUnit> {
  if (seal !== null) return knownFromSeal(seal);
  return knownFromRecipe(point, await readLegacyRecipe(kopia, point));
}

function knownFromSeal({ volumes, members, project }: Seal): KnownUnit {
  return {
    volumes,
    members: members.map((member) => member.name),
    project: project && { workingDir: project.workingDir, files: project.files.map((file) => file.path) },
  };
}

/**
 * The Python tool kept no volume definitions. The volumes of a Compose project get the labels by which Compose knows them.
 *
 * Source  Compose v2 warns of a volume that lacks `com.docker.compose.project`, and asks for nothing more.
 */
export function knownFromRecipe(
  point: Pick<Point, 'entries'>,
  { inspects, compose, project }: Pick<LegacyRecipe, 'inspects' | 'compose' | 'project'>,
): KnownUnit {
  const containers = inspects.map((inspect) => inspectSchema.parse(inspect));
  const projectName = containers.map(({ labels }) => labels[PROJECT]).find((name) => name !== undefined);
  const files = [...compose, ...project].flatMap(({ path }) => (path === null ? [] : [path]));
  return {
    volumes: point.entries.flatMap(({ kind, name }) => (kind === 'volume' ? [definitionOf(name, projectName)] : [])),
    members: containers.flatMap(({ name }) => (name === '' ? [] : [name])),
    project:
      projectName === undefined ? null : { workingDir: files[0] === undefined ? null : dirname(files[0]), files },
  };
}

function definitionOf(name: string, project: string | undefined): VolumeDefinition {
  const plain = { name, driver: 'local', options: {} };
  if (project === undefined || !name.startsWith(`${project}_`)) return { ...plain, labels: {} };
  return { ...plain, labels: { [PROJECT]: project, [VOLUME]: name.slice(project.length + 1) } };
}

const PROJECT = 'com.docker.compose.project';
const VOLUME = 'com.docker.compose.volume';

const inspectSchema: z.ZodType<{ name: string; labels: Record<string, string> }, RawInspect> = z
  .object({
    Name: z.string().catch(''),
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).catch({ Labels: {} }),
  })
  .transform(({ Name, Config }) => ({ name: Name.replace(/^\//, ''), labels: Config.Labels ?? {} }));
