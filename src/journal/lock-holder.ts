import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../host/files.ts';
import { isAlive, type ProcessId } from '../host/process-id.ts';

/** Who holds the lock, since when, and for what. */
export interface LockHolder {
  readonly process: ProcessId;
  readonly since: string;
  readonly what: string;
}

const schema = z.object({
  process: z.object({ pid: z.int(), startTicks: z.int(), bootId: z.string() }),
  since: z.string(),
  what: z.string(),
});

/** The living process that holds the lock in this folder, as far as it has said so; null when none is known. */
export function readLockHolder(folder: string): LockHolder | null {
  try {
    const holder = schema.parse(JSON.parse(readFileSync(holderFile(folder), 'utf8')));
    return isAlive(holder.process) ? holder : null;
  } catch {
    return null;
  }
}

/** Says who holds the lock, for the messages of others. */
export function writeLockHolder(folder: string, holder: LockHolder): void {
  writeDurably(holderFile(folder), JSON.stringify(holder));
}

/** Takes that back. */
export function removeLockHolder(folder: string): void {
  rmSync(holderFile(folder), { force: true });
}

function holderFile(folder: string): string {
  return join(folder, 'lock.holder');
}
