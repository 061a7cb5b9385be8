import pLimit from 'p-limit';
import * as z from 'zod';
import type { RawInspect } from '../docker/types.ts';
import { KopiDockaError } from '../errors.ts';
import type { Kopia, Snapshot } from '../kopia/types.ts';
import { type LegacyFile, orderProjectFiles } from './order-project-files.ts';
import { type DirectoryEntry, readDirectory } from './read-directory.ts';
import type { Point } from './types.ts';

/** A file out of a recipe, with its content. */
export interface StoredFile extends LegacyFile {
  readonly content: Buffer;
}

/** What a point of the Python tool knows of its unit besides the data. */
export interface LegacyRecipe {
  /** In the order of Compose's `-f`. */
  readonly compose: readonly StoredFile[];
  /** Env files and others that lay beside them. */
  readonly project: readonly StoredFile[];
  /** One for each container. Environment values that look like secrets are `***REDACTED***`. */
  readonly inspects: readonly RawInspect[];
  /** Whole network definitions, as `docker network inspect` gives them. */
  readonly networks: readonly RawInspect[];
  /** `daemon.json` and drop-ins of the engine's service; `stored` is the path in their snapshot. */
  readonly dockerConfig: readonly StoredFile[];
}

/**
 * Reads the recipe, networks and engine configuration of a point of the Python tool, of any of its versions.
 *
 * Shape   what the point does not hold is an empty list
 * Errors  E_REPO when a file cannot be read, or is not the JSON that its name says.
 */
export async function readLegacyRecipe(kopia: Kopia, point: Point): Promise<LegacyRecipe> {
  const files = await readFiles(kopia, point.recipe);
  const inspects = files.filter(({ stored }) => stored.endsWith('_inspect.json')).flatMap(parseObjects);
  const order = files.find(({ stored }) => stored === 'compose_order.json');
  const inProject = files.filter(({ stored }) => stored.startsWith(PROJECT));
  const { compose, project } = orderProjectFiles({
    top: files.map(({ stored }) => stored),
    projectFiles: inProject.map(({ stored }) => stored.slice(PROJECT.length)),
    order: order === undefined ? null : parseJson(order, z.array(z.string())),
    configFiles: configFilesOf(inspects),
  });
  const withContent = (file: LegacyFile) =>
    files.filter(({ stored }) => stored === file.stored).map((one) => ({ ...one, ...file }));
  const networks = await readFiles(kopia, otherOf(point, 'networks'));
  return {
    compose: compose.flatMap(withContent),
    project: project.flatMap(withContent),
    inspects,
    networks: networks.filter(({ stored }) => stored === 'networks.json').flatMap(parseObjects),
    dockerConfig: await readFiles(kopia, otherOf(point, 'docker_config')),
  };
}

/**
 * The volumes that the point's containers had mounted and that it does not hold.
 *
 * Source  The retention of tar volumes up to 4.2.5 counted all volumes of a host as one source, and so removed parts of points.
 */
export function missingVolumes(
  recipe: Pick<LegacyRecipe, 'inspects'>,
  point: Pick<Point, 'entries'>,
): readonly string[] {
  const mounted = recipe.inspects.flatMap((inspect) => mountsSchema.catch({ Mounts: [] }).parse(inspect).Mounts ?? []);
  const names = mounted.flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : []));
  const held = new Set(point.entries.flatMap(({ kind, name }) => (kind === 'volume' ? [name] : [])));
  return [...new Set(names)].filter((name) => !held.has(name)).sort();
}

const PROJECT = 'project-files/';
const rawSchema = z.array(z.record(z.string(), z.unknown()));
const mountsSchema = z.object({
  Mounts: z.array(z.object({ Type: z.string(), Name: z.string().optional() })).nullish(),
});
const labelsSchema = z.object({ Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }) });

function otherOf(point: Point, type: string): Snapshot | null {
  return point.others.findLast((snapshot) => snapshot.tags['type'] === type) ?? null;
}

/** All files of a small snapshot, a few at a time. */
async function readFiles(kopia: Kopia, snapshot: Snapshot | null): Promise<readonly StoredFile[]> {
  if (snapshot === null) return [];
  const limit = pLimit(4);
  const found = await listFiles(kopia, snapshot.root.object, '');
  return Promise.all(
    found.map(([stored, { object }]) => limit(async () => ({ stored, path: null, content: await kopia.show(object) }))),
  );
}

async function listFiles(kopia: Kopia, folder: string, at: string): Promise<readonly [string, DirectoryEntry][]> {
  const entries = await readDirectory(kopia, folder);
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly [string, DirectoryEntry][]> => {
      if (entry.type === 'd') return listFiles(kopia, entry.object, `${at}${entry.name}/`);
      return entry.type === 'f' ? [[`${at}${entry.name}`, entry]] : [];
    }),
  );
  return found.flat();
}

function configFilesOf(inspects: readonly RawInspect[]): readonly string[] {
  for (const inspect of inspects) {
    const labels = labelsSchema.safeParse(inspect).data?.Config.Labels;
    const files = labels?.['com.docker.compose.project.config_files'];
    if (files) return files.split(',');
  }
  return [];
}

function parseObjects(file: StoredFile): readonly RawInspect[] {
  return parseJson(file, rawSchema);
}

function parseJson<T>(file: StoredFile, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(file.content.toString('utf8')));
  } catch (cause) {
    throw new KopiDockaError('E_REPO', `${file.stored} of the recipe cannot be read`, { cause });
  }
}
