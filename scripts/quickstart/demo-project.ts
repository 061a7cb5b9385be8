import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ComposeProject, composeProject } from '../../test/lab/compose.ts';
import type { LabEngine } from '../../test/lab/engine.ts';
import { EVERYTHING, makeTree } from '../../test/lab/tree.ts';
import { waitFor } from '../../test/lab/wait.ts';

/** The demo: a database that keeps writing, and a web service that reads it and has files of its own. */
export interface DemoProject {
  readonly project: ComposeProject;
  /** The volumes' folders on the host. */
  readonly folders: { readonly db: string; readonly uploads: string };
}

/** Starts the demo and fills its volumes: a table of 24 MB, 400 small files, and a tree of every odd kind of entry. */
export async function startDemo(engine: LabEngine): Promise<DemoProject> {
  const file = readFileSync('scripts/quickstart/shop/compose.yaml', 'utf8');
  const project = composeProject(engine, 'shop', { 'compose.yaml': file });
  await project.up();
  const folders = { db: await project.volumeFolder('db'), uploads: await project.volumeFolder('uploads') };
  writeFileSync(join(folders.db, 'table'), Buffer.alloc(24 * 1024 * 1024, 'a row of the table; '));
  mkdirSync(join(folders.uploads, 'pictures'));
  for (let n = 0; n < 400; n += 1)
    writeFileSync(join(folders.uploads, 'pictures', `${n}.jpg`), Buffer.alloc(10_000 + n, `picture ${n} `));
  // A socket is named in the report of a restore, not made again: only its server can do that.
  await makeTree(join(folders.uploads, 'odd'), { ...EVERYTHING, socket: false });
  return { project, folders };
}

/** Loses the data, as accidents do: a table overwritten, files deleted, others left behind. */
export function destroy({ folders }: DemoProject): void {
  writeFileSync(join(folders.db, 'table'), 'garbage');
  writeFileSync(join(folders.db, 'ransom-note'), 'pay');
  for (const name of readdirSync(folders.uploads))
    rmSync(join(folders.uploads, name), { recursive: true, force: true });
}

/**
 * Waits until the database writes again after the restore, and reads its log.
 *
 * Shape   → the number of rows when it was stopped for the backup, and what is wrong with the log
 */
export async function readLog({
  folders,
}: DemoProject): Promise<{ readonly rows: number; readonly wrong: readonly string[] }> {
  const lines = await waitFor('rows written after the restore', () => {
    const read = readFileSync(join(folders.db, 'log'), 'utf8').split('\n').slice(0, -1);
    return read.at(-1)?.startsWith('row') && read.some((line) => line.startsWith('closed')) ? read : undefined;
  });
  const rows = lines.findIndex((line) => line.startsWith('closed'));
  const expected = lines.map((_, at) =>
    at < rows ? `row ${at + 1}` : at === rows ? `closed after ${rows}` : `row ${at}`,
  );
  const at = lines.findIndex((line, index) => line !== expected[index]);
  return { rows, wrong: at < 0 ? [] : [`log, line ${at + 1}: ${lines[at]} instead of ${expected[at]}`] };
}
