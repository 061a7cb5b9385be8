import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { Engine } from '../../../src/docker/types.ts';
import { RestoreManager } from '../../../src/restore/restore-manager.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { makeTools, openRepository, request, yes } from './restore-parts.ts';

interface ExpectedEntry {
  readonly path: string;
  readonly type: 'f' | 'd' | 'l' | 'p';
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly sha256?: string;
  readonly target?: string;
}

const TYPES = { f: 'file', d: 'folder', l: 'symlink', p: 'fifo' };
const fixtures = new URL('../../fixtures/legacy/', import.meta.url).pathname;
const engine = sharedEngine();

describe.each(['4.2.5', '5.5.0'])('a point of kopi-docka %s', (version) => {
  const fixture = JSON.parse(readFileSync(join(fixtures, `${version}.json`), 'utf8'));
  const newest = fixture.restorePoints.at(-1);
  let folder: string;
  let client: Engine;
  let restores: RestoreManager;

  beforeAll(async () => {
    folder = freshFolder('legacy-restore');
    execFileSync('tar', ['-xzf', join(fixtures, `${version}.tar.gz`), '-C', folder]);
    renameSync(join(folder, 'kopia-repository'), join(folder, 'repository'));
    client = await connectEngine({ env: { DOCKER_HOST: engine.host } });
    const kopia = await openRepository(folder, { password: fixture.kopiaPassword, user: 'root', host: 'bloghost' });
    const tools = makeTools(folder, client, kopia, []);
    restores = new RestoreManager({ ...tools, identity: { user: 'root', host: 'bloghost' } });
  });

  afterAll(async () => {
    for (const name of Object.keys(newest.expected.blog.volumes)) await client.removeVolume(name);
    client.close();
    removeFolder(folder);
  });

  test('brings back every entry of every volume, in volumes that Compose takes for its own', async () => {
    const result = await restores.run(request('blog'), yes);

    expect(result).toMatchObject({ status: 'success', exitCode: 0, errors: [], point: newest.backupIds.blog });
    expect(result.warnings.map(({ code }) => code)).toEqual(['W_UNIT_NOT_RECREATED']);
    expect(result.warnings[0]?.hint).toContain('/opt/stacks/blog');
    for (const [name, entries] of Object.entries<readonly ExpectedEntry[]>(newest.expected.blog.volumes)) {
      const { Mountpoint, Labels } = await engine.call('GET', `/volumes/${name}`);
      expect(describeTree(Mountpoint)).toEqual(entries.map(describeExpected).sort());
      expect(Labels).toEqual({
        'com.docker.compose.project': 'blog',
        'com.docker.compose.volume': name.slice('blog_'.length),
      });
    }
  });
});

function describeExpected({ path, type, mode, uid, gid, sha256, target }: ExpectedEntry): string {
  return [path, TYPES[type], Number.parseInt(mode, 8).toString(8), uid, gid, sha256, target].join(' ');
}

function describeTree(folder: string): readonly string[] {
  return [...scanTree(folder)]
    .map(([path, { type, mode, uid, gid, sha256, target }]) =>
      [Buffer.from(path, 'latin1').toString('utf8'), type, mode, uid, gid, sha256, target].join(' '),
    )
    .sort();
}
