import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import type { Kopia } from '../kopia/types.ts';

/** One entry of a directory as kopia stores it: `mode` is the Unix permission bits with setuid, setgid, sticky. */
export interface DirectoryEntry {
  readonly name: string;
  readonly type: 'f' | 'd' | 's';
  readonly mode: number;
  readonly size: number;
  readonly mtime: string;
  readonly uid: number;
  readonly gid: number;
  readonly object: string;
}

/** The content of a directory object. Errors E_REPO when it is no directory of kopia's, or cannot be read. */
export async function readDirectory(kopia: Kopia, object: string): Promise<readonly DirectoryEntry[]> {
  return parseDirectory(await kopia.show(object), object);
}

/** Parses what `kopia show` prints for a directory object. Kopia leaves out fields that are zero. */
export function parseDirectory(content: Uint8Array, object: string): readonly DirectoryEntry[] {
  const parsed = directorySchema.safeParse(parseJson(content));
  if (!parsed.success) throw new KopiDockaError('E_REPO', `object ${object} is not a directory of kopia's`);
  return parsed.data.entries;
}

/**
 * Turns the mode of kopia's JSON, Go's file mode in octal, into Unix permission bits.
 *
 * Source  Go, io/fs.FileMode: setuid, setgid and sticky are bits 23, 22 and 20.
 */
export function unixMode(goMode: string): number {
  const mode = Number.parseInt(goMode, 8);
  const bit = (from: number, to: number): number => (Math.floor(mode / 2 ** from) % 2 === 1 ? to : 0);
  return (mode & 0o777) | bit(23, 0o4000) | bit(22, 0o2000) | bit(20, 0o1000);
}

const entrySchema = z
  .object({
    name: z.string(),
    type: z.enum(['f', 'd', 's']),
    mode: z
      .string()
      .regex(/^[0-7]+$/)
      .default('0'),
    size: z.number().default(0),
    mtime: z.string().default(''),
    uid: z.number().default(0),
    gid: z.number().default(0),
    obj: z.string(),
  })
  .transform(({ obj, mode, ...entry }): DirectoryEntry => ({ ...entry, mode: unixMode(mode), object: obj }));

const directorySchema = z
  .object({ stream: z.literal('kopia:directory'), entries: z.array(entrySchema).nullish() })
  .transform(({ entries }) => ({ entries: entries ?? [] }));

function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    return null;
  }
}
