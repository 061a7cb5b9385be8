import * as z from 'zod';
import type { NetworkDefinition, RawInspect, VolumeDefinition } from '../docker/types.ts';
import { KopiDockaError } from '../errors.ts';
import type { Owner } from '../host/folder-handle.ts';
import { sha256 } from '../host/new-file.ts';
import type { Kopia } from '../kopia/types.ts';
import { judgeLegacyPoint } from '../points/check-legacy-point.ts';
import { readLegacyRecipe } from '../points/legacy-recipe.ts';
import { readSeal } from '../points/seal.ts';
import type { Point, Seal, SealedFile } from '../points/types.ts';
import { knownFromRecipe } from './known-from-recipe.ts';
import { networkDefinitions } from './network-definitions.ts';

/** A file that a point keeps beside the data. */
export interface KnownFile {
  /** Its name in the recipe. */
  readonly stored: string;
  /** The object whose content kopia shows. */
  readonly object: string;
  readonly sha256: string;
  /** Where it came from; null when nobody recorded it. */
  readonly path: string | null;
  readonly role: SealedFile['role'];
  readonly mode: number | null;
  readonly owner: Owner | null;
}

/** What a point knows of its unit beside the data. */
export interface KnownUnit {
  readonly volumes: readonly VolumeDefinition[];
  readonly networks: readonly NetworkDefinition[];
  readonly members: readonly string[];
  readonly project: {
    readonly name: string;
    readonly workingDir: string | null;
    /** The files that Compose was given, in the order of `-f`. */
    readonly configFiles: readonly string[];
    readonly files: readonly KnownFile[];
  } | null;
  /** Settings of the engine itself; only some points of the Python tool hold them. */
  readonly engineFiles: readonly KnownFile[];
}

/** A point that was looked into. `point` also tells of volumes that a point of the Python tool has lost. */
export interface KnownPoint {
  readonly point: Point;
  readonly seal: Seal | null;
  readonly known: KnownUnit;
}

/**
 * Looks into a point: what it knows of its unit from the seal, or from the recipe of the Python tool.
 *
 * Errors  E_REPO when a part of the recipe can not be read.
 */
export async function lookInto(kopia: Kopia, point: Point): Promise<KnownPoint> {
  const seal = await readSeal(kopia, point);
  if (seal !== null) return { point, seal, known: await knownFromSeal(kopia, point, seal) };
  const recipe = await readLegacyRecipe(kopia, point);
  return { point: judgeLegacyPoint(point, recipe), seal, known: knownFromRecipe(point, recipe) };
}

async function knownFromSeal(kopia: Kopia, point: Point, seal: Seal): Promise<KnownUnit> {
  const root = point.recipe?.root.object ?? '';
  const { volumes, members, project } = seal;
  const files = await Promise.all((project?.files ?? []).map((file) => fromSeal(kopia, root, file)));
  return {
    volumes,
    networks: networkDefinitions(await readNetworks(kopia, root, seal.networks)),
    members: members.map((member) => member.name),
    project: project && { ...project, configFiles: project.configFiles ?? composeFiles(files), files },
    engineFiles: [],
  };
}

function composeFiles(files: readonly KnownFile[]): readonly string[] {
  return files.flatMap(({ role, path }) => (role === 'compose' && path !== null ? [path] : []));
}

async function fromSeal(kopia: Kopia, root: string, file: SealedFile): Promise<KnownFile> {
  const { path, role, mode, uid, gid } = file;
  const object = `${root}/${file.file}`;
  const hash = file.sha256 ?? sha256(await kopia.show(object));
  const owner = uid === undefined || gid === undefined ? null : { uid, gid };
  return { stored: file.file, object, sha256: hash, path, role, mode, owner };
}

async function readNetworks(kopia: Kopia, root: string, names: readonly string[]): Promise<readonly RawInspect[]> {
  if (names.length === 0) return [];
  const text = (await kopia.show(`${root}/networks.json`)).toString('utf8');
  try {
    return z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(text));
  } catch (cause) {
    throw new KopiDockaError('E_REPO', 'networks.json of the recipe cannot be read', { cause });
  }
}
