import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import type { RawInspect, VolumeDefinition } from '../docker/types.ts';
import { sha256 } from '../host/new-file.ts';
import type { LegacyRecipe, StoredFile } from '../points/legacy-recipe.ts';
import type { Point } from '../points/types.ts';
import type { KnownFile, KnownUnit } from './known-unit.ts';
import { networkDefinitions } from './network-definitions.ts';

/**
 * What a point of the Python tool knows of its unit.
 *
 * Promise It kept no volume definitions: the volumes of a Compose project get the labels by which Compose knows them. A file
 *         whose place the labels do not tell is taken to have lain in the project's folder.
 * Source  Compose v2 warns of a volume that lacks `com.docker.compose.project`, and asks for nothing more.
 */
export function knownFromRecipe(
  point: Pick<Point, 'entries' | 'recipe' | 'others'>,
  { inspects, compose, project, networks, dockerConfig }: LegacyRecipe,
): KnownUnit {
  const containers = inspects.map((inspect) => inspectSchema.parse(inspect));
  const labels = containers.map((container) => container.labels).find((found) => found[PROJECT] !== undefined) ?? {};
  const name = labels[PROJECT];
  const engineRoot = point.others.findLast(({ tags }) => tags['type'] === 'docker_config')?.root.object;
  return {
    volumes: point.entries.flatMap((entry) => (entry.kind === 'volume' ? [definitionOf(entry.name, name)] : [])),
    networks: networkDefinitions(networks),
    members: containers.flatMap((container) => (container.name === '' ? [] : [container.name])),
    project: name === undefined ? null : { name, ...placeFiles(point.recipe?.root.object, compose, project, labels) },
    engineFiles: dockerConfig.map((file) => toKnown(engineRoot, file, 'other')),
  };
}

const PROJECT = 'com.docker.compose.project';
const VOLUME = 'com.docker.compose.volume';
const WORKING_DIR = 'com.docker.compose.project.working_dir';

const inspectSchema: z.ZodType<{ name: string; labels: Record<string, string> }, RawInspect> = z
  .object({
    Name: z.string().catch(''),
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).catch({ Labels: {} }),
  })
  .transform(({ Name, Config }) => ({ name: Name.replace(/^\//, ''), labels: Config.Labels ?? {} }));

function placeFiles(
  root: string | undefined,
  compose: readonly StoredFile[],
  project: readonly StoredFile[],
  labels: Readonly<Record<string, string>>,
): Omit<NonNullable<KnownUnit['project']>, 'name'> {
  const [first] = compose.flatMap(({ path }) => path ?? []);
  const workingDir = labels[WORKING_DIR] ?? (first === undefined ? null : dirname(first));
  const placed = (file: StoredFile): StoredFile =>
    file.path !== null || workingDir === null ? file : { ...file, path: join(workingDir, basename(file.stored)) };
  const composeFiles = compose.map((file) => toKnown(root, placed(file), 'compose'));
  return {
    workingDir,
    configFiles: composeFiles.flatMap(({ path }) => path ?? []),
    files: [
      ...composeFiles,
      ...project.map((file) => toKnown(root, placed(file), basename(file.stored).includes('.env') ? 'env' : 'other')),
    ],
  };
}

function toKnown(root: string | undefined, { stored, path, content }: StoredFile, role: KnownFile['role']): KnownFile {
  return { stored, object: `${root}/${stored}`, sha256: sha256(content), path, role, mode: null, owner: null };
}

function definitionOf(name: string, project: string | undefined): VolumeDefinition {
  const plain = { name, driver: 'local', options: {} };
  if (project === undefined || !name.startsWith(`${project}_`)) return { ...plain, labels: {} };
  return { ...plain, labels: { [PROJECT]: project, [VOLUME]: name.slice(project.length + 1) } };
}
