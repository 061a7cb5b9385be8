import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder, fileError, syncFolder, writeDurably } from '../host/files.ts';
import { folderAttributesSchema, madeFileSchema } from './record-schema.ts';
import type { UndoRecord } from './types.ts';

const schema: z.ZodType<UndoRecord> = z.object({
  schema: z.literal('kopi-docka/undo/1'),
  id: z.string(),
  unit: z.string(),
  point: z.string(),
  at: z.string(),
  steps: z.array(
    z.object({
      kind: z.enum(['volume', 'bind']),
      name: z.string(),
      live: z.string(),
      old: z.string(),
      hadLive: z.boolean(),
      root: folderAttributesSchema.optional(),
    }),
  ),
  createdVolumes: z.array(z.string()),
  createdNetworks: z.array(z.string()).default([]),
  createdFiles: z.array(madeFileSchema).default([]),
});

/** Keeps a record until it is removed. Errors E_STATE, E_PERMISSION, E_NO_SPACE when it can not be brought to disk. */
export function saveUndoRecord(stateFolder: string, record: UndoRecord): void {
  const file = fileOf(stateFolder, record.id);
  ensureFolder(undoFolder(stateFolder));
  writeDurably(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** Errors E_UNKNOWN_RESTORE when there is none of that id, E_STATE when it is damaged. */
export function loadUndoRecord(stateFolder: string, id: string): UndoRecord {
  const file = fileOf(stateFolder, id);
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new KopiDockaError('E_UNKNOWN_RESTORE', `there is no restore ${id} to undo`, { cause });
    if (code !== undefined) throw fileError(cause, file);
    throw new KopiDockaError('E_STATE', `undo record ${file} is damaged`, { cause });
  }
}

/** All records, newest first. Errors E_STATE when one is damaged: it names the file. */
export function listUndoRecords(stateFolder: string): readonly UndoRecord[] {
  const ids = undoFiles(stateFolder).map((name) => name.slice(0, -'.json'.length));
  return ids.map((id) => loadUndoRecord(stateFolder, id)).sort((a, b) => b.at.localeCompare(a.at));
}

/** Forgets a record; none there is success. Promise It is gone from disk when it returns. */
export function removeUndoRecord(stateFolder: string, id: string): void {
  const file = fileOf(stateFolder, id);
  try {
    rmSync(file);
    syncFolder(undoFolder(stateFolder));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(cause, file);
  }
}

function undoFiles(stateFolder: string): readonly string[] {
  try {
    return readdirSync(undoFolder(stateFolder)).filter((name) => /^[^.].*\.json$/.test(name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError(cause, undoFolder(stateFolder));
  }
}

/** Where the undo records lie. */
export function undoFolder(stateFolder: string): string {
  return join(stateFolder, 'undo');
}

/** Ids come from the command line too: one that can not name a file is unknown. */
function fileOf(stateFolder: string, id: string): string {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(id))
    throw new KopiDockaError('E_UNKNOWN_RESTORE', `there is no restore ${id} to undo`);
  return join(undoFolder(stateFolder), `${id}.json`);
}
