import { existsSync } from 'node:fs';
import module from 'node:module';
import { ignoreBrokenPipes } from './host/broken-pipes.ts';
import { ownerOnly } from './host/umask.ts';
import { VERSION } from './version.ts';

const CACHE = '/var/cache/kopi-docka';

ownerOnly();
ignoreBrokenPipes();
const argv = process.argv.slice(2);
process.exitCode = argv.length === 1 && isVersion(argv[0]) ? printVersion() : await runProgram(argv);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit();

function isVersion(word: string | undefined): boolean {
  return word === '--version' || word === '-V' || word === 'version';
}

/** Answers without loading the program: this is asked often, by machines. */
function printVersion(): number {
  process.stdout.write(`kopi-docka ${VERSION}\n`);
  return 0;
}

async function runProgram(argv: readonly string[]): Promise<number> {
  cacheCompiledCode();
  const [{ runCli }, { processTerminal }] = await Promise.all([
    import('./cli/program.ts'),
    import('./cli/terminal.ts'),
  ]);
  return runCli(argv, processTerminal());
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
