import { dirname, resolve } from 'node:path';
import { type LabHost, newHost, spawnCli } from '../../test/lab/cli.ts';
import { compareTrees } from '../../test/lab/compare.ts';
import { type OwnEngine, startEngine } from '../../test/lab/engine.ts';
import { importImage } from '../../test/lab/image.ts';
import { closeLab, openLab } from '../../test/lab/lab-folder.ts';
import { scanTree, type Tree } from '../../test/lab/scan.ts';
import { type Tools, useTools } from '../../test/lab/tools.ts';
import { type DemoProject, destroy, readLog, startDemo } from './demo-project.ts';

/**
 * Backs the demo up, destroys its data, restores it and compares; says what it does and how long it took.
 *
 * Shape   → the exit code: 0 when nothing differs
 * Promise Engine, repository and project are its own, in one folder that is gone at the end, also after Ctrl-C.
 */
export async function tellStory(tools: Tools, setUpMs: number): Promise<number> {
  useTools(tools);
  say(`set-up and build: ${seconds(setUpMs)}`);
  const lab = openLab();
  let engine: OwnEngine | null = null;
  async function cleanUp(): Promise<void> {
    await engine?.dispose();
    closeLab(lab);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void cleanUp().then(() => process.exit(signal === 'SIGINT' ? 130 : 143)));
  try {
    engine = await timed('a private Docker engine', startEngine);
    return await playThrough(engine);
  } finally {
    await cleanUp();
    say('everything of this demo is removed again');
  }
}

async function playThrough(engine: OwnEngine): Promise<number> {
  await importImage(engine);
  const demo = await timed(
    'the demo project "shop": a database that keeps writing, a web service, 95 MiB in 2 volumes',
    () => startDemo(engine),
  );
  const host = newHost(engine);
  const before = scan(demo);
  await kopiDocka(host, ['backup', 'shop']);
  destroy(demo);
  say('destroyed: the table is garbage, all uploads are deleted, a ransom note is left');
  await kopiDocka(host, ['restore', 'shop', '--yes']);
  const { rows, wrong } = await readLog(demo);
  const after = scan(demo);
  const differences = [...compare(before.db, after.db), ...compare(before.uploads, after.uploads), ...wrong];
  const entries = before.db.size + before.uploads.size;
  if (differences.length > 0) {
    say(`compared ${entries} entries, ${differences.length} differences:`, ...differences.slice(0, 20));
    return 1;
  }
  say(
    `compared ${entries} entries: no difference in content, owner, mode, time, links, holes or attributes`,
    `the database was saved cold, after its row ${rows}, and goes on from there`,
  );
  nextSteps(host.env['KOPI_DOCKA_KOPIA'] ?? '');
  return 0;
}

/** The kopia of the set-up is named only where the program would not find one by itself. */
function nextSteps(kopia: string): void {
  const inPath = (process.env['PATH'] ?? '').split(':').includes(dirname(kopia));
  const program = `sudo ${inPath ? '' : `KOPI_DOCKA_KOPIA=${kopia} `}${resolve('dist/main.mjs')}`;
  console.log(`
On your own host, the same two commands. The first backup makes an encrypted repository if there is none yet.

  See what would be saved and stopped, and change nothing:
    ${program} backup --dry-run

  Save every Compose project and container:
    ${program} backup

  Choose what to bring back:
    ${program} restore
`);
}

function scan({ folders }: DemoProject): { readonly db: Tree; readonly uploads: Tree } {
  return { db: scanTree(folders.db), uploads: scanTree(folders.uploads) };
}

/** The log of the database goes on; `readLog` looks at it. */
function compare(before: Tree, after: Tree): readonly string[] {
  const still = (tree: Tree) => new Map([...tree].filter(([path]) => path !== 'log'));
  return compareTrees(still(before), still(after));
}

/** Runs the program, shows what it says, and stops the story when it fails. */
async function kopiDocka(host: LabHost, args: readonly string[]): Promise<void> {
  const command = `kopi-docka ${args.join(' ')}`;
  await timed(command, async () => {
    const running = spawnCli(host, args);
    for (const stream of [running.child.stdout, running.child.stderr])
      stream?.on('data', (text: Buffer) => process.stdout.write(text.toString().replace(/^(?=.)/gm, '    ')));
    const { exitCode } = await running.ended;
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}`);
  });
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(`${what}: ${seconds(performance.now() - start)}`);
  return result;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function say(line: string, ...more: readonly string[]): void {
  console.log(`• ${line}`);
  for (const other of more) console.log(`  ${other}`);
}
