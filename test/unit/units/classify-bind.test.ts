import { describe, expect, it } from 'vitest';
import { type BindContext, classifyBind, type PathType } from '../../../src/units/classify-bind.ts';

const CONTEXT: BindContext = {
  engineIsLocal: true,
  dockerRoot: '/var/lib/docker',
  ownFolders: ['/backup/repository', '/var/cache/kopi-docka'],
};
const classify = (real: string, type: PathType = 'directory', context = CONTEXT) =>
  classifyBind({ real, type }, context);

describe('classifyBind', () => {
  it.each([
    '/srv/data',
    '/home/joe/app',
    '/etc/nginx',
    '/var/log/nginx',
    '/usr/local/app',
    '/var/lib/app',
    '/tmp/x',
    '/runner',
  ])('saves %s', (path) => {
    expect(classify(path)).toEqual({ persistent: true, type: 'directory' });
  });

  it('saves a single file', () => {
    expect(classify('/srv/app.conf', 'file')).toEqual({ persistent: true, type: 'file' });
  });

  it.each([
    '/',
    '/proc',
    '/proc/1/ns',
    '/sys/fs/cgroup',
    '/dev',
    '/run/docker.sock',
    '/var/run/x',
    '/etc/localtime',
    '/etc/passwd',
    '/etc/ssl/certs/ca.pem',
    '/usr/share/zoneinfo/UTC',
    '/lib/modules',
    '/boot',
    '/var',
    '/var/log',
    '/var/lib/docker',
    '/var/lib/docker/containers',
    '/backup/repository',
    '/backup/repository/p',
    '/var/cache/kopi-docka/x',
  ])('waives %s', (path) => {
    expect(classify(path)).toMatchObject({ persistent: false, waived: true });
  });

  it.each(['socket', 'other'] as const)('waives a %s', (type) => {
    expect(classify('/srv/x', type)).toMatchObject({ persistent: false, waived: true });
  });

  it.each(['missing', 'forbidden', 'silent'] as const)('shows a gap where the path is %s', (type) => {
    expect(classify('/srv/x', type)).toMatchObject({ persistent: false, waived: false });
  });

  it('saves a folder that holds the repository among other things', () => {
    expect(classify('/backup')).toEqual({ persistent: true, type: 'directory' });
  });

  it('shows a gap for a folder that holds all of Docker among other things', () => {
    const context = { ...CONTEXT, dockerRoot: '/mnt/disk/docker' };
    expect(classify('/mnt/disk', 'directory', context)).toMatchObject({ persistent: false, waived: false });
  });

  it('is not fooled by names that only begin alike', () => {
    expect(classify('/backup/repository2')).toMatchObject({ persistent: true });
    expect(classify('/proceedings')).toMatchObject({ persistent: true });
  });
});
