import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import type { Kopia } from '../kopia/types.ts';
import { readDirectory } from './read-directory.ts';
import { OUR_TOOL } from './tags.ts';
import type { Point, Seal } from './types.ts';

/** The seal's place in the recipe snapshot. */
export const SEAL_FILE = 'kopi-docka.json';

/** The seal as it is stored: JSON that a person can read. */
export function serializeSeal(seal: Seal): string {
  return `${JSON.stringify(seal, null, 2)}\n`;
}

/** Parses a stored seal; fields of newer versions are left aside. Errors E_REPO when it is none. */
export function parseSeal(text: string, point: string): Seal {
  const parsed = sealSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KopiDockaError(
    'E_REPO',
    `the seal of point ${point} cannot be read: ${issue?.path.join('.')} ${issue?.message}`,
    {
      hint: 'Choose another restore point; see kopi-docka list.',
    },
  );
}

/**
 * The seal of a point; null when it has none, as those of the Python tool.
 *
 * Errors  E_REPO when the repository or the seal cannot be read.
 */
export async function readSeal(kopia: Kopia, point: Point): Promise<Seal | null> {
  if (point.recipe === null || !point.tool.startsWith(OUR_TOOL)) return null;
  const root = point.recipe.root.object;
  try {
    return parseSeal((await kopia.show(`${root}/${SEAL_FILE}`)).toString('utf8'), point.id);
  } catch (error) {
    const entries = await readDirectory(kopia, root);
    if (entries.some((entry) => entry.name === SEAL_FILE)) throw error;
    return null;
  }
}

const record = z.record(z.string(), z.string());
const format = z.enum(['direct', 'tar']);
const count = z.number().nonnegative();

const snapshotSchema = z.object({
  kind: z.enum(['volume', 'bind']),
  name: z.string(),
  format,
  id: z.string(),
  source: z.string(),
  rootObject: z.string(),
  files: count,
  bytes: count,
  failedFiles: count,
  destination: z.string().nullable(),
  type: z.enum(['directory', 'file']),
  fidelity: z.string().nullable(),
  counts: z.object({ files: count, bytes: count }).exactOptional(),
  exclude: z.array(z.string()).exactOptional(),
});

const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  service: z.string().nullable(),
  state: z.string(),
  inspect: z.string(),
});

const projectSchema = z.object({
  name: z.string(),
  workingDir: z.string().nullable(),
  configFiles: z.array(z.string()).exactOptional(),
  files: z.array(
    z.object({
      file: z.string(),
      path: z.string(),
      role: z.enum(['compose', 'env', 'other']),
      mode: z.number(),
      uid: z.number().exactOptional(),
      gid: z.number().exactOptional(),
      sha256: z.string().exactOptional(),
    }),
  ),
});

const sealSchema = z.object({
  schema: z.literal('kopi-docka/seal/1'),
  tool: z.string(),
  runId: z.string(),
  backupId: z.string(),
  unit: z.string(),
  kind: z.enum(['compose', 'container', 'volume']),
  host: z.string(),
  startedAt: z.string(),
  sealedAt: z.string(),
  strategy: z.string(),
  consistency: z.enum(['stopped', 'stopped-forced', 'paused', 'live']),
  torn: z.array(z.string()),
  suspect: z.array(z.string()).exactOptional(),
  complete: z.boolean(),
  downtimeMs: count,
  snapshots: z.array(snapshotSchema),
  members: z.array(memberSchema),
  volumes: z.array(z.object({ name: z.string(), driver: z.string(), options: record, labels: record })),
  networks: z.array(z.string()),
  project: projectSchema.nullable(),
  uncovered: z.array(z.object({ kind: z.string(), name: z.string(), reason: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
