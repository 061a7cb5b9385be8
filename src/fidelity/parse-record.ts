import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { isTreePath } from './tree-path.ts';
import type { FidelityRecord } from './types.ts';

/**
 * Parses a stored record.
 *
 * Errors  E_REPO when it is damaged, of a newer version, or holds a path that leads out of the tree; names the line.
 * Promise Lines of kinds that a later version may add are passed over.
 */
export function parseRecord(text: string): FidelityRecord {
  const [head, ...rest] = text.split('\n').filter((line) => line !== '');
  const { fidelity: version, ...whole } = parseLine(headSchema, head ?? '', 1);
  const lines = rest.map((line, index) => parseLine(lineSchema, line, index + 2));
  return {
    version,
    ...whole,
    directories: pick(lines, 'directory'),
    symlinks: pick(lines, 'symlink'),
    special: pick(lines, 'special'),
    hardLinks: pick(lines, 'links').map(({ paths }) => paths),
    sockets: pick(lines, 'socket').map(({ path }) => path),
    attributes: pick(lines, 'attributes'),
    renamed: pick(lines, 'renamed'),
    sparse: pick(lines, 'sparse'),
    warnings: pick(lines, 'warning').map(({ warning }) => warning),
  };
}

const bytes = z.union([
  z.string().transform((text) => Buffer.from(text, 'utf8')),
  z.object({ b64: z.base64() }).transform(({ b64 }) => Buffer.from(b64, 'base64')),
]);
const path = bytes.refine(isTreePath, 'leads out of the tree');
const anyPath = bytes.refine((value) => value.length === 0 || isTreePath(value), 'leads out of the tree');
const name = z.string().refine((text) => isTreePath(Buffer.from(text)) && !text.includes('/'), 'is no name');
const nanoseconds = z
  .string()
  .regex(/^-?\d{1,20}$/)
  .transform((text) => BigInt(text));
const count = z.int().nonnegative();
const owner = z.int().min(0).max(0xffff_ffff);
const mode = z.int().min(0).max(0o7777);
const owned = { mode, uid: owner, gid: owner, mtimeNs: nanoseconds };
const timed = { path, mtimeNs: nanoseconds };

const headSchema = z.object({
  fidelity: z.literal(1),
  root: z.object({ type: z.enum(['directory', 'file']), ...owned }),
  counts: z.object({ files: count, directories: count, symlinks: count, bytes: count }),
  newestCtimeNs: nanoseconds,
});

const attribute = z
  .tuple([bytes, z.base64()])
  .transform(([attributeName, value]) => ({ name: attributeName, value: Buffer.from(value, 'base64') }));

const knownLine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('directory'), ...timed }),
  z.object({ kind: z.literal('symlink'), ...timed }),
  z.object({
    kind: z.literal('special'),
    type: z.enum(['fifo', 'character', 'block']),
    path,
    ...owned,
    major: count,
    minor: count,
  }),
  z.object({ kind: z.literal('links'), paths: z.array(path) }),
  z.object({ kind: z.literal('socket'), path }),
  z.object({ kind: z.literal('attributes'), path: anyPath, attributes: z.array(attribute) }),
  z.object({ kind: z.literal('renamed'), path, stored: name, twin: count.nullable() }),
  z.object({ kind: z.literal('sparse'), path: anyPath, mtimeNs: nanoseconds }),
  z.object({
    kind: z.literal('warning'),
    warning: z.object({ code: z.templateLiteral(['W_', z.string()]), message: z.string(), hint: z.string() }),
  }),
]);
const kinds: ReadonlySet<unknown> = new Set(knownLine.options.map((option) => option.shape.kind.value));
const laterLine = z
  .object({ kind: z.string().refine((kind) => !kinds.has(kind)) })
  .transform(() => ({ kind: 'later' as const }));
const lineSchema = z.union([knownLine, laterLine]);

type Line = z.output<typeof lineSchema>;

function pick<K extends Line['kind']>(lines: readonly Line[], kind: K): Omit<Extract<Line, { kind: K }>, 'kind'>[] {
  const chosen = lines.filter((line): line is Extract<Line, { kind: K }> => line.kind === kind);
  return chosen.map(({ kind: _, ...entry }) => entry);
}

function parseLine<T>(schema: z.ZodType<T>, line: string, number: number): T {
  const parsed = schema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  throw new KopiDockaError('E_REPO', `line ${number} of a fidelity record cannot be read`, {
    hint: 'Choose another restore point; see kopi-docka list.',
    cause: parsed.error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
