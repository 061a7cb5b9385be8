import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findKopia } from '../../../src/kopia/find-binary.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { tools } from '../../lab/tools.ts';

function program(says: string): string {
  const folder = freshFolder('find');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'bin', 'kopia');
  mkdirSync(dirname(path));
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
}

test('the kopia that KOPI_DOCKA_KOPIA names is found with its version', async () => {
  const { path, version } = await findKopia({ KOPI_DOCKA_KOPIA: tools().kopia, PATH: '/nowhere' });
  expect(path).toBe(tools().kopia);
  expect(version).toMatch(/^0\.\d+\.\d+$/);
});

test('without a name the first kopia in PATH is taken', async () => {
  const path = program('v0.22.3 build: -(unknown_revision) from: ');
  expect(await findKopia({ PATH: `/nowhere:${dirname(path)}` })).toEqual({ path, version: '0.22.3' });
});

test('no kopia, a name that is wrong, and a file that is no program are missing', async () => {
  const folder = dirname(program('x'));
  writeFileSync(join(folder, 'text'), 'x');
  for (const env of [
    { PATH: '/nowhere' },
    { KOPI_DOCKA_KOPIA: '/nowhere/kopia' },
    { KOPI_DOCKA_KOPIA: join(folder, 'text') },
  ])
    await expect(findKopia(env)).rejects.toMatchObject({ code: 'E_KOPIA_MISSING' });
});

test.each(['0.20.1 build: abc from: kopia/kopia', 'Kopia photo viewer 3.1', ''])('%j is refused', async (says) => {
  const path = program(says);
  await expect(findKopia({ KOPI_DOCKA_KOPIA: path })).rejects.toMatchObject({ code: 'E_KOPIA_VERSION' });
});
