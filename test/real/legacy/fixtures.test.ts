import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../lab/cli.ts';
import { type Entry, scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { fixture, type PythonHost, pythonHost } from './python-host.ts';

const engine = sharedEngine();
const PROJECT = '/opt/stacks/blog';
const wasThere = existsSync(PROJECT);
const FILES = ['compose.yml', 'compose.override.yml', 'project-files/.env', 'project-files/nginx.conf'];

interface Expected {
  readonly path: string;
  readonly type: 'f' | 'd' | 'l' | 'p';
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly mtimeNs: number;
  readonly size?: number;
  readonly sha256?: string;
  readonly target?: string;
  readonly xattrs?: Readonly<Record<string, string>>;
}

describe.each([
  ['4.2.5', 'tar', 'kopi-docka-python 2-4 (tar)'],
  ['5.5.0', 'direct', 'kopi-docka-python 5-7 (direct)'],
])('a host of kopi-docka %s', (version, format, tool) => {
  const { restorePoints, kopiaPassword, archive } = fixture(version);
  let python: PythonHost;
  const cli = (...args: readonly string[]) => runCli(python.host, ['--config', python.config, ...args]);

  beforeAll(() => {
    python = pythonHost(engine, 'bloghost', archive, kopiaPassword);
  });
  afterAll(async () => {
    for (const volume of ['blog_cache', 'blog_mysql', 'blog_uploads', 'tool_state'])
      await engine.call('DELETE', `/volumes/${volume}`).catch(() => undefined);
    await engine.call('DELETE', '/networks/blog_back').catch(() => undefined);
    python.dispose();
  });

  test('is listed with all its points, their format and tool, as the points of this host', async () => {
    const wanted = restorePoints.flatMap(({ backupIds }: { backupIds: object }) => Object.values(backupIds));
    for (const args of [['list'], ['list', '--all-hosts']]) {
      const { exitCode, json } = await cli(...args, '--json');
      expect([exitCode, json.points.map(({ id }: { id: string }) => id).sort()]).toEqual([0, wanted.sort()]);
      for (const point of json.points)
        expect(point).toMatchObject({ host: 'bloghost', format, tool, sealed: true, complete: true, pinned: false });
    }
  });

  test('shows what a point holds beside the data', async () => {
    const [newest] = (await cli('list', 'blog', '--json')).json.points;
    const { exitCode, json } = await cli('show', newest.id, '--json');
    expect(exitCode).toBe(0);
    expect(json.recipe).toEqual({
      members: ['blog-store-1', 'blog-web-1'],
      networks: ['blog_back'],
      workingDir: PROJECT,
      files: FILES.map((stored) => ({ stored, path: join(PROJECT, stored.split('/').at(-1) ?? '') })),
      engineFiles: [],
    });
    const text = (await cli('show', newest.id)).stdout;
    for (const word of [tool, 'blog_mysql', 'blog_back', `${PROJECT}/.env`]) expect(text).toContain(word);
  });

  test.each([
    ['blog', -1],
    ['tool', -1],
    ['blog', 0],
    ['tool', 0],
  ])('gives %s back entry by entry, from its point %i', async (unit, at) => {
    const { backupIds, expected } = restorePoints.at(at);
    const which = at === -1 ? [] : ['--point', backupIds[unit]];
    const { exitCode, json } = await cli('restore', unit, ...which, '--yes', '--json');
    expect([exitCode, json.status, json.point]).toEqual([0, 'success', backupIds[unit]]);
    for (const [name, entries] of Object.entries<readonly Expected[]>(expected[unit].volumes)) {
      const { Mountpoint } = await engine.call('GET', `/volumes/${name}`);
      expect(describeTree(Mountpoint)).toEqual(Object.fromEntries(entries.map(describeExpected)));
    }
    if (unit !== 'blog' || at !== -1) return;
    const kinds = json.restored.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    expect(kinds).toEqual([
      ...['blog_cache', 'blog_mysql', 'blog_uploads'].map((name) => `volume ${name}`),
      'network blog_back',
      ...FILES.map((name) => `file ${name}`),
    ]);
    const hashes = new Map(expected.blog.recipe.map(({ path, sha256 }: Expected) => [path, sha256]));
    for (const stored of FILES) {
      const file = join(python.opt, 'stacks/blog', stored.split('/').at(-1) ?? '');
      expect([stored, createHash('sha256').update(readFileSync(file)).digest('hex')]).toEqual([
        stored,
        hashes.get(stored),
      ]);
      expect(statSync(file).mode & 0o777).toBe(stored.endsWith('.env') ? 0o600 : 0o644);
    }
    expect(existsSync(PROJECT)).toBe(wasThere);
    const network = await engine.call('GET', '/networks/blog_back');
    expect(network).toMatchObject({
      IPAM: { Config: [{ Subnet: '10.99.5.0/24', IPRange: '10.99.5.128/25', Gateway: '10.99.5.1' }] },
      Labels: { 'com.docker.compose.network': 'back', 'com.docker.compose.project': 'blog' },
    });
    expect(json.warnings.map(({ code }: { code: string }) => code)).toEqual(['W_UNIT_NOT_RECREATED']);
    expect(json.warnings[0].hint).toBe(`Run docker compose up -d in ${PROJECT}.`);
    const { Labels } = await engine.call('GET', '/volumes/blog_mysql');
    expect(Labels).toEqual({ 'com.docker.compose.project': 'blog', 'com.docker.compose.volume': 'mysql' });
  });
});

const TYPES = { f: 'file', d: 'folder', l: 'symlink', p: 'fifo' };

function describeExpected(entry: Expected): [string, Partial<Entry>] {
  const { path, type, mode, uid, gid, mtime, mtimeNs, size, sha256, target } = entry;
  const common = { type: TYPES[type], mode: Number.parseInt(mode, 8).toString(8), uid: String(uid), gid: String(gid) };
  return [
    path,
    {
      ...common,
      mtimeNs: String(BigInt(mtime) * 1_000_000_000n + BigInt(mtimeNs)),
      ...(size === undefined ? {} : { size: String(size) }),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(target === undefined ? {} : { target }),
    },
  ];
}

function describeTree(folder: string): Readonly<Record<string, Partial<Entry>>> {
  const described = [...scanTree(folder)].map(([path, { sparse: _, ...entry }]) => [
    Buffer.from(path, 'latin1').toString('utf8'),
    entry,
  ]);
  return Object.fromEntries(described) as Record<string, Partial<Entry>>;
}
