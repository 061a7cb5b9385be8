import { existsSync } from 'node:fs';
import module from 'node:module';
import { ignoreBrokenPipes } from '../host/broken-pipes.ts';
import { ownerOnly } from '../host/umask.ts';
import { processTerminal } from './terminal.ts';

const CACHE = '/var/cache/kopi-docka';

/**
 * Runs the program in this process.
 *
 * Shape   argv without node and script → the exit code
 * Promise Everything that was written has left the process when it resolves; whatever may still be open can be left behind.
 */
export async function runProcess(argv: readonly string[]): Promise<number> {
  ownerOnly();
  leaveDeletedFolder();
  ignoreBrokenPipes();
  cacheCompiledCode();
  const { runCli } = await import('./program.ts');
  const exitCode = await runCli(argv, processTerminal());
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  return exitCode;
}

/** A working folder that is gone, as after a removed release, would fail every program that we start. */
function leaveDeletedFolder(): void {
  try {
    process.cwd();
  } catch {
    process.chdir('/');
  }
}

/**
 * Lets Node keep compiled code between runs, where it can (22.1 and newer) and our own cache folder is there already.
 *
 * Promise Never in Node's default place, a folder in /tmp whose content another user could have put there for root to run.
 */
function cacheCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => void };
  if (existsSync(CACHE)) enableCompileCache?.(`${CACHE}/compiled`);
}

/** Waits until what was written has left this process, or nobody takes it any more. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
