import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder, fileError, syncFolder, writeDurably } from '../host/files.ts';
import { JOURNAL_SCHEMA } from './parse-journal.ts';
import { type DeadJournal, journalFolder } from './read-journal.ts';
import { recordSchema } from './record-schema.ts';
import type { Journal, JournalHeader, JournalRecord } from './types.ts';

/**
 * Begins the journal of a run.
 *
 * Errors  E_STATE, E_PERMISSION, E_NO_SPACE when it can not be brought to disk: the run must not begin.
 * Promise Owner only. The file appears whole, with its first record, or not at all; file and folder are on disk.
 */
export function openJournal(stateFolder: string, header: JournalHeader): Journal {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(header.runId))
    throw new KopiDockaError('E_INTERNAL', `run id ${JSON.stringify(header.runId)} can not name a file`);
  const folder = journalFolder(stateFolder);
  const path = join(folder, `${header.runId}.jsonl`);
  ensureFolder(folder);
  if (existsSync(path)) throw new KopiDockaError('E_INTERNAL', `journal ${path} exists already`);
  const first = `${JSON.stringify({ schema: JOURNAL_SCHEMA, ...check({ t: 'run', ...header }) })}\n`;
  writeDurably(path, first);
  return new JournalFile(header.runId, path, Buffer.byteLength(first));
}

/** Goes on with the journal of a dead run, behind its last whole record; the file is touched by the first write. */
export function resumeJournal(dead: DeadJournal): Journal {
  return new JournalFile(dead.header.runId, dead.path, dead.goodBytes);
}

class JournalFile implements Journal {
  readonly runId: string;
  readonly path: string;
  #length: number;
  #fd: number | null = null;
  #ended = false;

  constructor(runId: string, path: string, length: number) {
    this.runId = runId;
    this.path = path;
    this.#length = length;
  }

  write(record: JournalRecord): void {
    if (this.#ended) throw new KopiDockaError('E_INTERNAL', `journal ${this.path} has ended`);
    const line = Buffer.from(`${JSON.stringify(check(record))}\n`);
    try {
      this.#append(line);
    } catch (cause) {
      throw fileError(cause, this.path);
    }
  }

  end(outcome: string): void {
    try {
      this.write({ t: 'end', outcome });
    } catch {
      // A full disk must not keep the file: its removal below says the same.
    }
    this.#ended = true;
    if (this.#fd !== null) closeSync(this.#fd);
    removeDurably(this.path);
  }

  /** A line that could not be written whole is cut off again by the next one, so that no torn line is ever in the middle. */
  #append(line: Buffer): void {
    this.#fd ??= openSync(this.path, 'r+');
    ftruncateSync(this.#fd, this.#length);
    for (let written = 0; written < line.length; )
      written += writeSync(this.#fd, line, written, line.length - written, this.#length + written);
    fsyncSync(this.#fd);
    this.#length += line.length;
  }
}

function check(record: JournalRecord): JournalRecord {
  const checked = recordSchema.safeParse(record);
  if (!checked.success) throw new KopiDockaError('E_INTERNAL', `journal record ${record.t} is malformed`);
  return record;
}

function removeDurably(path: string): void {
  try {
    rmSync(path, { force: true });
    syncFolder(dirname(path));
  } catch (cause) {
    throw fileError(cause, path);
  }
}
