import { expect, test } from 'vitest';
import type { KnownFile } from '../../../src/restore/known-unit.ts';
import { chooseFileTargets, type FileFacts, planFiles } from '../../../src/restore/plan-files.ts';

function known(path: string | null, change: Partial<KnownFile> = {}): KnownFile {
  const owner = { uid: 1000, gid: 1000 };
  return {
    stored: 'compose.yaml',
    object: 'k1/compose.yaml',
    sha256: 'aa',
    path,
    role: 'compose',
    mode: 0o640,
    owner,
    ...change,
  };
}

function plan(
  file: KnownFile,
  site: Partial<FileFacts['placements'][number]['site']> = {},
  more: Partial<FileFacts> = {},
) {
  const target = file.path ?? '';
  return planFiles({
    point: { id: 'p1', unit: 'shop' },
    placements: [{ file, target, site: { found: 'nothing', obstacle: null, folder: null, ...site } }],
    homeless: [],
    replaced: [],
    forbidden: ['/proc', '/var/lib/docker'],
    self: { uid: 7, gid: 8 },
    ...more,
  });
}

test('a file that is gone is written, with its mode and owner', () => {
  const { files, warnings } = plan(known('/opt/shop/compose.yaml'), { folder: '/opt/shop' });
  expect(warnings).toEqual([]);
  expect(files).toEqual([
    {
      ...{ name: 'compose.yaml', path: '/opt/shop/compose.yaml', object: 'k1/compose.yaml', sha256: 'aa' },
      ...{ mode: 0o640, owner: { uid: 1000, gid: 1000 }, folder: '/opt/shop' },
    },
  ]);
});

test('a file that may hold secrets is for its owner alone', () => {
  const modeOf = (change: Partial<KnownFile>) => plan(known('/a', change)).files[0]?.mode;
  expect(modeOf({ role: 'env', mode: 0o644 })).toBe(0o600);
  expect(modeOf({ role: 'other', mode: null, stored: 'project-files/db_password.json' })).toBe(0o600);
  expect(modeOf({ role: 'other', mode: null, stored: 'project-files/nginx.conf' })).toBe(0o644);
  expect(modeOf({ role: 'other', mode: 0o4755 })).toBe(0o755);
});

test('a file of nobody becomes that of who restores', () => {
  expect(plan(known('/a', { owner: null })).files[0]?.owner).toEqual({ uid: 7, gid: 8 });
});

test('a file that is there is never touched: the same is fine, another is told with the way to get ours', () => {
  expect(plan(known('/a/x'), { found: 'same' })).toEqual({ files: [], warnings: [] });
  expect(plan(known('/a/x'), { found: 'different' })).toEqual({
    files: [],
    warnings: [
      {
        code: 'W_PROJECT_DIFFERS',
        message: '/a/x is there and stays, but differs',
        hint: 'kopi-docka restore shop --point p1 --to-dir DIR puts the one of the backup into DIR/project.',
      },
    ],
  });
});

test.each(['/proc/1/x', '/var/lib/docker/x', 'relative', '/a/../etc/x', '/a/', '/a\0b'])(
  'nothing is written to %j',
  (path) => {
    const { files, warnings } = plan(known(path));
    expect(files).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'W_FILE_NOT_MADE' }]);
  },
);

test('what lies behind a symbolic link is told', () => {
  const { files, warnings } = plan(known('/a/x'), { obstacle: '/a is a symbolic link' });
  expect([files, warnings[0]?.message]).toEqual([[], '/a/x is not written: /a is a symbolic link']);
});

test('a file within a bind that comes back is left to the bind', () => {
  expect(plan(known('/opt/shop/compose.yaml'), {}, { replaced: ['/opt/shop'] })).toEqual({ files: [], warnings: [] });
});

test('a file of unknown origin is told, and so is how to get it', () => {
  const { warnings } = plan(known('/a'), { found: 'same' }, { homeless: [known(null)] });
  expect(warnings).toMatchObject([{ code: 'W_PROJECT_FILES', hint: expect.stringContaining('--to-dir DIR') }]);
});

test('below a folder the files keep their places in the project, and those from elsewhere their whole path', () => {
  const project = {
    ...{ name: 'shop', workingDir: '/opt/shop', configFiles: [] },
    files: [known('/opt/shop/sub/a.env'), known('/etc/shop.env'), known(null, { stored: 'compose.yml' })],
  };
  const engineFiles = [known(null, { stored: 'daemon.json' })];
  const targets = chooseFileTargets({ project, engineFiles }, '/out').map(({ target }) => target);
  expect(targets).toEqual([
    '/out/project/sub/a.env',
    '/out/project/etc/shop.env',
    '/out/project/compose.yml',
    '/out/docker-config/daemon.json',
  ]);
  const inPlace = chooseFileTargets({ project, engineFiles }, null).map(({ target }) => target);
  expect(inPlace).toEqual(['/opt/shop/sub/a.env', '/etc/shop.env', null]);
});
