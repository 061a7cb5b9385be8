import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { parseJson } from '../host/parse-json.ts';
import type { Snapshot } from './types.ts';

const TAG = 'tag:';
const LONGEST_ERROR = 500;

const count = z.number().int().nonnegative().optional();
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const manifest = z.object({
  id: z.string().regex(/^[0-9a-f]+$/),
  source: z.object({ userName: z.string(), host: z.string(), path: z.string() }),
  startTime: time,
  endTime: time,
  incomplete: z.string().optional(),
  rootEntry: z.object({
    name: z.string(),
    type: z.enum(['d', 'f', 's']),
    mode: z.string().default('0'),
    size: count,
    obj: z.string(),
    summ: z
      .object({
        size: count,
        files: count,
        numFailed: count,
        numIgnoredErrors: count,
        errors: z.array(z.object({ path: z.string().default(''), error: z.string().default('') })).nullish(),
      })
      .nullish(),
  }),
  stats: z
    .object({ totalSize: count, fileCount: count, cachedFiles: count, errorCount: count, ignoredErrorCount: count })
    .nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  pins: z.array(z.string()).nullish(),
});

// A manifest of a run that ended before it knew a root stands for no data at all.
const withRoot = z
  .looseObject({ rootEntry: z.unknown() })
  .refine((row) => row.rootEntry !== null && row.rootEntry !== undefined);

/**
 * Reads the line that `kopia snapshot create --json` prints.
 *
 * Errors  E_SNAPSHOT when it is not a manifest.
 */
export function parseSnapshot(line: string): Snapshot {
  const parsed = manifest.safeParse(parseJson(line));
  if (!parsed.success)
    throw new KopiDockaError('E_SNAPSHOT', `kopia's answer was not understood: ${firstIssue(parsed.error)}`);
  return toSnapshot(parsed.data);
}

/**
 * Reads what `kopia snapshot list --json` prints.
 *
 * Errors  E_REPO when it is not a list of manifests.
 * Promise Manifests without a root entry are left out; they hold nothing.
 */
export function parseSnapshotList(text: string): readonly Snapshot[] {
  const rows = z.array(z.unknown()).safeParse(parseJson(text));
  if (!rows.success) throw new KopiDockaError('E_REPO', 'the list of snapshots was not understood');
  const parsed = z.array(manifest).safeParse(rows.data.filter((row) => withRoot.safeParse(row).success));
  if (!parsed.success)
    throw new KopiDockaError('E_REPO', `the list of snapshots was not understood: ${firstIssue(parsed.error)}`);
  return parsed.data.map(toSnapshot);
}

function toSnapshot(row: z.infer<typeof manifest>): Snapshot {
  const { rootEntry: root, stats, source } = row;
  const summary = root.summ;
  return {
    id: row.id,
    source: { user: source.userName, host: source.host, path: source.path },
    startTime: row.startTime,
    endTime: row.endTime,
    incomplete: row.incomplete ?? null,
    root: { type: root.type, name: root.name, object: root.obj, mode: root.mode },
    files: summary?.files ?? (root.type === 'f' ? 1 : (stats?.fileCount ?? 0)),
    bytes: summary?.size ?? root.size ?? stats?.totalSize ?? 0,
    failedFiles: Math.max(summary?.numFailed ?? 0, stats?.errorCount ?? 0),
    ignoredErrors: Math.max(summary?.numIgnoredErrors ?? 0, stats?.ignoredErrorCount ?? 0),
    errors: (summary?.errors ?? []).map(({ path, error }) => ({
      path: path.slice(0, LONGEST_ERROR),
      error: error.slice(0, LONGEST_ERROR),
    })),
    tags: readTags(row.tags ?? {}),
    pins: row.pins ?? [],
  };
}

function readTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(tags).filter(([key]) => key.startsWith(TAG));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(TAG.length), value]));
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown form' : `${issue.path.join('.')}: ${issue.message}`;
}
