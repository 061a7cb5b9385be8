import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { recordSchema } from './record-schema.ts';
import type { JournalHeader, JournalRecord } from './types.ts';

/** Names the form of the journal, in its first line. */
export const JOURNAL_SCHEMA = 'kopi-docka/journal/1';

/** A journal that was read. `goodBytes` is the length without a torn last line. */
export interface ParsedJournal {
  readonly header: JournalHeader;
  readonly records: readonly JournalRecord[];
  readonly goodBytes: number;
}

/**
 * Reads the bytes of a journal file.
 *
 * Errors  E_STATE when it is damaged, empty, or written by a newer version.
 * Promise A last line that a crash has torn does not count: the act it announces was never begun. Anything else that can
 *         not be understood is damage, and damage is never "nothing to do".
 */
export function parseJournal(bytes: Uint8Array, path: string): ParsedJournal {
  const goodBytes = lengthWithoutTornLine(bytes);
  const lines = decode(bytes.subarray(0, goodBytes), path).split('\n').slice(0, -1);
  checkSchema(lines[0], path);
  const records = lines.map((line, index) => parseLine(line, index + 1, path));
  const [first] = records;
  if (first?.t !== 'run') throw damaged(path, 'its first line does not name a run');
  const { t: _, ...header } = first;
  return { header, records, goodBytes };
}

/** After a power cut the last line may lack its end, or hold zeros where a page never reached the disk. */
function lengthWithoutTornLine(bytes: Uint8Array): number {
  const complete = bytes.lastIndexOf(0x0a) + 1;
  const lastStart = bytes.subarray(0, Math.max(complete - 1, 0)).lastIndexOf(0x0a) + 1;
  return bytes.subarray(lastStart, complete).includes(0) ? lastStart : complete;
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(path, 'it is not text');
  }
}

function checkSchema(line: string | undefined, path: string): void {
  if (line === undefined) throw damaged(path, 'it holds no record');
  const first = z.object({ schema: z.string(), tool: z.string().optional() }).safeParse(parseJson(line, 1, path));
  if (!first.success) throw damaged(path, 'its first line does not name its form');
  if (first.data.schema === JOURNAL_SCHEMA) return;
  const tool = first.data.tool ?? 'another version';
  throw new KopiDockaError('E_STATE', `journal ${path} was written by ${tool} and can not be read by this version`, {
    hint: 'Run kopi-docka recover with the version that wrote it.',
  });
}

function parseLine(line: string, number: number, path: string): JournalRecord {
  const record = recordSchema.safeParse(parseJson(line, number, path));
  if (record.success) return record.data;
  throw damaged(path, `line ${number} is no record`);
}

function parseJson(line: string, number: number, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(path, `line ${number} is no JSON`);
  }
}

function damaged(path: string, why: string): KopiDockaError {
  return new KopiDockaError('E_STATE', `journal ${path} is damaged: ${why}`, {
    hint: `Compare docker ps -a with what should run, then remove ${path}.`,
  });
}
