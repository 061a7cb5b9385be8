import { writeSync } from 'node:fs';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && ['--version', '-V', 'version'].includes(argv[0] ?? '')) printVersion();
else process.exit(await runProgram());

/** Answers without loading the program, not even its streams: this is asked often, by machines. */
function printVersion(): void {
  try {
    writeSync(1, `kopi-docka ${VERSION}\n`);
  } catch {
    // Nobody reads it.
  }
}

async function runProgram(): Promise<number> {
  const { runProcess } = await import('./cli/run-process.ts');
  return runProcess(argv);
}
