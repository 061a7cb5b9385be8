import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractTar } from '../../../src/host/tar.ts';
import { findKopia } from '../../../src/kopia/find-binary.ts';
import { openKopia } from '../../../src/kopia/open-kopia.ts';
import type { Kopia } from '../../../src/kopia/types.ts';
import { checkLegacyPoint } from '../../../src/points/check-legacy-point.ts';
import { choosePoint } from '../../../src/points/choose-point.ts';
import { groupPoints } from '../../../src/points/group-points.ts';
import { readLegacyRecipe, type StoredFile } from '../../../src/points/legacy-recipe.ts';
import { resolveFormat } from '../../../src/points/resolve-format.ts';
import { readSeal } from '../../../src/points/seal.ts';
import type { Point } from '../../../src/points/types.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { type Entry, scanTree } from '../../lab/scan.ts';
import { tools } from '../../lab/tools.ts';

/** How the fixtures describe an entry of a volume; recipes and networks only have path, type, size and hash. */
interface ExpectedEntry {
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
}

interface ExpectedUnit {
  readonly volumes: Readonly<Record<string, readonly ExpectedEntry[]>>;
  readonly recipe: readonly ExpectedEntry[];
  readonly networks: readonly ExpectedEntry[] | null;
}

interface Fixture {
  readonly kopiaPassword: string;
  readonly restorePoints: readonly {
    readonly backupIds: Readonly<Record<string, string>>;
    readonly expected: Readonly<Record<string, ExpectedUnit>>;
  }[];
}

const fixtures = new URL('../../fixtures/legacy/', import.meta.url).pathname;

describe.each(['4.2.5', '5.5.0'])('a repository of kopi-docka %s', (version) => {
  const fixture = JSON.parse(readFileSync(join(fixtures, `${version}.json`), 'utf8')) as Fixture;
  const wanted = fixture.restorePoints.flatMap(({ backupIds, expected }) =>
    Object.entries(expected).map(([unit, content]) => ({ unit, id: backupIds[unit] ?? '', content })),
  );
  let folder = '';
  let kopia: Kopia;
  let points: readonly Point[] = [];

  beforeAll(async () => {
    folder = freshFolder('legacy');
    execFileSync('tar', ['-xzf', join(fixtures, `${version}.tar.gz`), '-C', folder]);
    kopia = await connect(folder, fixture.kopiaPassword);
    points = groupPoints(await kopia.list());
  });

  afterAll(() => removeFolder(folder));

  test('lists all its points, none of them damaged, and none with a seal', async () => {
    expect(points.map(({ unit, id }) => `${unit} ${id}`).sort()).toEqual(
      wanted.map(({ unit, id }) => `${unit} ${id}`).sort(),
    );
    for (const point of points) {
      expect(await checkLegacyPoint(kopia, point)).toMatchObject({ sealed: true, complete: true, problems: [] });
      expect(await readSeal(kopia, point)).toBeNull();
    }
  });

  test('gives the newest point of a unit as its latest', () => {
    const ofBlog = points.filter(({ unit }) => unit === 'blog');
    const latest = choosePoint(ofBlog, { at: null, previous: 0, pointId: null }, new Date());
    expect(latest.id).toBe(fixture.restorePoints.at(-1)?.backupIds['blog']);
  });

  test.each(wanted)('brings back every entry of every volume of $unit, point $id', async ({ id, content }) => {
    const point = pointOf(id);
    expect(point.entries.map(({ name }) => name).sort()).toEqual(Object.keys(content.volumes).sort());
    for (const { name, format, snapshot } of point.entries) {
      const into = join(folder, `${id}-${name}`);
      const resolved = await resolveFormat(kopia, snapshot);
      expect(resolved).toMatchObject({ format, surprise: null });
      if (resolved.archive === null) await kopia.restore({ from: snapshot.id, to: into });
      else await extract(resolved.archive, into);
      expect(describeTree(into)).toEqual(Object.fromEntries((content.volumes[name] ?? []).map(describeExpected)));
    }
  });

  test.each(wanted)('reads the recipe and the networks of $unit, point $id', async ({ unit, id, content }) => {
    const recipe = await readLegacyRecipe(kopia, pointOf(id));
    const known = [...recipe.compose, ...recipe.project];
    const hashes = new Map(content.recipe.map(({ path, sha256 }) => [path, sha256]));
    for (const { stored, content: bytes } of known)
      expect([stored, sha256(bytes)]).toEqual([stored, hashes.get(stored)]);
    const compose = unit === 'blog' ? ['compose.yml', 'compose.override.yml'] : [];
    expect(recipe.compose.map(({ stored }) => stored)).toEqual(compose);
    expect(pathsOf(recipe.compose)).toEqual(compose.map((name) => `/opt/stacks/blog/${name}`));
    expect(pathsOf(recipe.project)).toEqual(
      unit === 'blog' ? ['/opt/stacks/blog/.env', '/opt/stacks/blog/nginx.conf'] : [],
    );
    const inspected = content.recipe.filter(({ path }) => path.endsWith('_inspect.json'));
    expect(recipe.inspects).toHaveLength(inspected.length);
    expect(recipe.networks.map((network) => network['Name'])).toEqual(unit === 'blog' ? ['blog_back'] : []);
    expect(recipe.dockerConfig).toEqual([]);
  });

  test('names the volumes that a point has lost', async () => {
    const blog = points.find(({ unit }) => unit === 'blog') as Point;
    const without = { ...blog, entries: blog.entries.filter(({ name }) => name !== 'blog_mysql') };
    expect(await checkLegacyPoint(kopia, without)).toMatchObject({
      complete: false,
      problems: ['volume blog_mysql: missing, never saved or removed by the retention of that time'],
    });
  });

  function pointOf(id: string): Point {
    return points.find((point) => point.id === id) as Point;
  }

  async function extract(archive: string, into: string): Promise<void> {
    mkdirSync(into);
    const { stream, done } = kopia.showStream(archive);
    expect(await extractTar(stream, into)).toEqual([]);
    await done;
  }
});

async function connect(folder: string, password: string): Promise<Kopia> {
  return openKopia({
    binary: await findKopia({ KOPI_DOCKA_KOPIA: tools().kopia }),
    connection: {
      storage: { type: 'filesystem', config: { path: join(folder, 'kopia-repository') } },
      cache: { directory: join(folder, 'cache'), contentMb: 100, metadataMb: 100 },
      user: 'root',
      host: 'bloghost',
    },
    password,
    cacheDir: join(folder, 'cache'),
    runDir: join(folder, 'run'),
  });
}

const TYPES = { f: 'file', d: 'folder', l: 'symlink', p: 'fifo' };

function describeExpected(entry: ExpectedEntry): [string, Partial<Entry>] {
  const { path, type, mode, uid, gid, mtime, mtimeNs, size, sha256: hash, target } = entry;
  const common = { type: TYPES[type], mode: Number.parseInt(mode, 8).toString(8), uid: String(uid), gid: String(gid) };
  return [
    path,
    {
      ...common,
      mtimeNs: String(BigInt(mtime) * 1_000_000_000n + BigInt(mtimeNs)),
      ...(size === undefined ? {} : { size: String(size) }),
      ...(hash === undefined ? {} : { sha256: hash }),
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

function pathsOf(files: readonly StoredFile[]): (string | null)[] {
  return files.map(({ path }) => path);
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
