import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { monotonicMs, sleep, timestamp } from '../host/clock.ts';
import { ensureFolder } from '../host/files.ts';
import { identify } from '../host/process-id.ts';
import { baseEnvironment } from '../host/run.ts';
import { printable } from '../host/text.ts';
import { type LockHolder, readLockHolder, removeLockHolder, writeLockHolder } from './lock-holder.ts';

/** The right to change things on this host, ours until `release`. */
export interface Lock {
  release(): Promise<void>;
}

const BUSY = 75;

/** How long a lock may stay held by nobody we can name: its holder has just come, or has just died. */
const NAMELESS_MS = 2_000;

// Holds the lock as long as its input is open. Stop signals are ours to judge, not the child's.
const HOLD = "trap '' HUP INT TERM; echo held; exec cat >/dev/null";

/**
 * Takes the lock of this host, or says who has it.
 *
 * Shape   `folder` holds the lock (docs/contract.md §1, run); `what` names our command for the messages of others
 * Errors  E_LOCKED with the holder's process, command and start; E_TOOL_MISSING without util-linux `flock`.
 * Promise The lock is the kernel's, held by a child in a session of its own: it is free as soon as we are dead, however we
 *         died, and no Ctrl-C on our terminal frees it before.
 * Source  flock(1); the child's input is a pipe from us, and the kernel closes it with us.
 */
export async function acquireLock(folder: string, what: string): Promise<Lock> {
  ensureFolder(folder);
  const child = await tryUntilNamed(folder);
  const self = identify(process.pid);
  if (self) writeLockHolder(folder, { process: self, since: timestamp(), what });
  return { release: () => release(folder, child) };
}

async function tryUntilNamed(folder: string): Promise<ChildProcess> {
  const start = monotonicMs();
  for (;;) {
    const child = await tryLock(join(folder, 'lock'));
    if (child) return child;
    const holder = readLockHolder(folder);
    if (holder) throw locked(holder);
    if (monotonicMs() - start > NAMELESS_MS) throw new KopiDockaError('E_LOCKED', `another run holds ${folder}/lock`);
    await sleep(100);
  }
}

/** The child that holds the lock; null when another holds it. */
function tryLock(file: string): Promise<ChildProcess | null> {
  const child = spawn('flock', ['-n', '-E', String(BUSY), file, 'sh', '-c', HOLD], {
    detached: true,
    env: baseEnvironment(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new KopiDockaError('E_TOOL_MISSING', 'flock was not found', { hint: 'Install util-linux.', cause }));
    });
    child.once('exit', (code) => {
      if (code === BUSY) return resolve(null);
      reject(new KopiDockaError('E_STATE', `the lock ${file} could not be taken: flock ended with ${code}`));
    });
    child.stdout.once('data', () => {
      letGo(child);
      resolve(child);
    });
  });
}

/** The child must not keep us from ending. */
function letGo(child: ChildProcess): void {
  child.removeAllListeners();
  child.unref();
  child.stdout?.destroy();
  (child.stdin as unknown as { unref(): void }).unref();
}

async function release(folder: string, child: ChildProcess): Promise<void> {
  removeLockHolder(folder);
  child.ref();
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
  child.stdin?.end();
  await ended;
}

function locked(holder: LockHolder): KopiDockaError {
  const who = `${printable(holder.what)} (process ${holder.process.pid}, since ${holder.since})`;
  return new KopiDockaError('E_LOCKED', `another run holds the lock: ${who}`);
}
