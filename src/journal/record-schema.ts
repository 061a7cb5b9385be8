import { isAbsolute, normalize } from 'node:path';
import * as z from 'zod';
import type { FolderAttributes } from '../host/folder-attributes.ts';
import type { JournalRecord, MadeFile } from './types.ts';

const name = z.string().min(1);
const path = z.string().refine(isPlainAbsolute, 'not a plain absolute path');
const processId = z.object({ pid: z.int().positive(), startTicks: z.int(), bootId: z.string() });

/** What a folder itself has, checked. */
export const folderAttributesSchema: z.ZodType<FolderAttributes> = z.object({
  uid: z.int().nonnegative(),
  gid: z.int().nonnegative(),
  mode: z.int().min(0).max(0o7777),
  mtimeNs: z.string().regex(/^-?\d+$/),
  attributes: z.array(z.string().regex(/^[^\n]+$/)).nullable(),
});

const step = z.object({
  kind: z.enum(['volume', 'bind']),
  name,
  live: path,
  fresh: path,
  old: path,
  hadLive: z.boolean(),
  content: z.object({ before: folderAttributesSchema, after: folderAttributesSchema }).optional(),
});

/** A file that a restore makes, checked. */
export const madeFileSchema: z.ZodType<MadeFile> = z.object({
  path,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  folder: path.nullable(),
});

/** The record of a journal line, checked: what we write, recovery must be able to read. */
export const recordSchema: z.ZodType<JournalRecord> = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('run'),
    runId: name,
    command: z.enum(['backup', 'restore', 'undo']),
    process: processId,
    engineId: z.string(),
    at: z.iso.datetime({ offset: true }),
    tool: z.string(),
  }),
  z.object({
    t: z.literal('take'),
    unit: z.string(),
    how: z.enum(['stop', 'pause']),
    id: name,
    name,
    startedAt: z.string(),
    order: z.number(),
    stopTimeoutSeconds: z.number().nullish(),
    inspect: z.record(z.string(), z.unknown()),
  }),
  z.object({ t: z.literal('gave-back'), id: name }),
  z.object({ t: z.literal('child'), process: processId, what: z.string() }),
  z.object({ t: z.literal('child-ended'), pid: z.int() }),
  z.object({ t: z.literal('held'), volume: name, live: path }),
  z.object({ t: z.literal('scratch'), path }),
  z.object({ t: z.literal('scratch-removed'), path }),
  z.object({ t: z.literal('volume-created'), name }),
  z.object({ t: z.literal('network-created'), name }),
  z.object({ t: z.literal('file-created'), file: madeFileSchema }),
  z.object({ t: z.literal('swap'), restoreId: name, steps: z.array(step) }),
  z.object({ t: z.literal('swapped'), restoreId: name }),
  z.object({ t: z.literal('rolled-back'), restoreId: name }),
  z.object({ t: z.literal('end'), outcome: z.string() }),
]);

function isPlainAbsolute(text: string): boolean {
  return isAbsolute(text) && normalize(text) === text && !text.endsWith('/') && !text.includes('\0');
}
