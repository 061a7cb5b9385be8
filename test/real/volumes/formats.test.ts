import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bareKopia } from '../../lab/bare-kopia.ts';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { scanTree, type Tree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';

const NAME = 'format-stack';
const engine = sharedEngine();
let project: ComposeProject;
let host: LabHost;
let folder: string;
let other: string;
let saved: Tree;
let to: string;

beforeAll(async () => {
  project = composeProject(engine, NAME, {
    'compose.yaml': `
services:
  app: {image: '${LAB_IMAGE}', network_mode: none, volumes: ['data:/data', 'other:/other']}
volumes:
  data: {}
  other: {labels: {kopi-docka.format: tar}}
`,
  });
  await project.up();
  [folder, other] = [await project.volumeFolder('data'), await project.volumeFolder('other')];
  await makeTree(folder, EVERYTHING);
  writeFileSync(join(other, 'file'), 'other');
  saved = scanTree(folder);
  host = newHost(engine);
  to = freshFolder('to-dir');
});
afterEach(() => {
  for (const name of readdirSync(to)) execFileSync('rm', ['-rf', join(to, name)]);
});
afterAll(async () => {
  await project.dispose();
  host.dispose();
  removeFolder(to);
});

async function backup(...args: string[]) {
  const { json } = await runCli(host, ['backup', NAME, ...args, '--json']);
  expect(json.units[0].errors).toEqual([]);
  return json.units[0];
}

async function restoreTo(...args: string[]): Promise<string> {
  const { json } = await runCli(host, ['restore', NAME, '--to-dir', to, ...args, '--yes', '--json']);
  expect(json).toMatchObject({ status: 'success' });
  return join(to, `${NAME}_data`);
}

describe('the tar format for local volumes', () => {
  test('is chosen by a label for one volume', async () => {
    const unit = await backup();
    expect(unit.format).toBe('mixed');
    expect(unit.snapshots.map(({ name, format }: { name: string; format: string }) => [name, format])).toEqual([
      [`${NAME}_data`, 'direct'],
      [`${NAME}_other`, 'tar'],
    ]);
  });

  test('is chosen by a flag for all, and keeps everything but sockets', async () => {
    const unit = await backup('--backup-format', 'tar');
    expect(unit.format).toBe('tar');
    expect(compareTrees(saved, await restoreTo())).toEqual(['socket: missing socket']);
  });

  test('is chosen by the configuration', async () => {
    const own = newHost(engine);
    mkdirSync(own.home, { recursive: true });
    writeFileSync(join(own.home, 'config.yaml'), 'backup: { format: tar }\n', { mode: 0o600 });
    const { json } = await runCli(own, ['backup', NAME, '--json']);
    expect(json.units[0]).toMatchObject({ format: 'tar', status: 'success' });
    own.dispose();
  });

  test('keeps a history of its own for each volume, at the path of its files', async () => {
    await backup('--backup-format', 'tar');
    const list: readonly { source: { path: string }; tags: Record<string, string> }[] = JSON.parse(
      bareKopia(host, 'snapshot', 'list', '--all', '--json', '--tags', 'backup_format:tar'),
    );
    expect(new Set(list.map(({ source, tags }) => `${tags['tag:volume']} at ${source.path}`))).toEqual(
      new Set([`${NAME}_data at ${folder}`, `${NAME}_other at ${other}`]),
    );
  });

  test('adds little when little has changed, and each point has its own content', async () => {
    writeFileSync(join(folder, 'changed'), 'one');
    const first = await backup('--backup-format', 'tar');
    writeFileSync(join(folder, 'changed'), 'two');
    const second = await backup('--backup-format', 'tar');
    const { json } = await runCli(host, ['list', NAME, '--json']);
    const ids = json.points.map(({ id }: { id: string }) => id);
    expect(ids.slice(0, 2)).toEqual([second.point, first.point]);
    expect(compareTrees(folder, await restoreTo('--point', second.point))).toEqual(['socket: missing socket']);
    execFileSync('rm', ['-rf', ...readdirSync(to).map((name) => join(to, name))]);
    expect(compareTrees(folder, await restoreTo('--point', first.point), { ignore: ['mtimeNs'] })).toEqual([
      expect.stringMatching(/^changed: sha256/),
      'socket: missing socket',
    ]);
    rmSync(join(folder, 'changed'));
  });
});

const LITTER = [
  ...['app.sock', 'run/app.pid', 'logs/app.log', 'logs/keep.log', 'cache/a', 'cache/deep/b', 'sub/cache/c'],
  ...[
    '.Trash-1000/old',
    'sub/.Trash-0/old',
    'tool.tar',
    'a b.tmp',
    'sub/new\nline.log',
    'back\\slash.log',
    'plain.txt',
  ],
];

describe.each<[string, readonly string[]]>([
  ['those of every day', ['*.sock', '*.pid', '*.log', '/cache/', '**/.Trash-*']],
  ['a negation', ['*.log', '!keep.log']],
  ['a negation within a folder that is left out', ['/logs/', '!/logs/keep.log']],
  ['a double star in the middle, and one part of a path', ['sub/**/c', 'cache/*']],
  ['the name of the archive itself', ['*.tar', `${NAME}_data`, 'volumes']],
  ['everything', ['*']],
])('excluded by %s', (_, patterns) => {
  test('is the same in both formats', async () => {
    for (const path of LITTER) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
    const flags = patterns.flatMap((pattern) => ['--exclude', pattern]);
    const trees: Tree[] = [];
    for (const format of ['direct', 'tar']) {
      const { point } = await backup('--accept-shrink', '--backup-format', format, ...flags);
      trees.push(scanTree(await restoreTo('--point', point)));
      execFileSync('rm', ['-rf', ...readdirSync(to).map((name) => join(to, name))]);
    }
    expect(trees[0]?.size).toBeLessThan(scanTree(folder).size - 1);
    expect(compareTrees(trees[0] as Tree, trees[1] as Tree)).toEqual([]);
  });
});
