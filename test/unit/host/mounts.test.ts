import { describe, expect, it } from 'vitest';
import { isWithin, mountAt, mountOf, mountsBelow, parseMounts, readMounts } from '../../../src/host/mounts.ts';

const text = [
  '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '40 22 0:35 / /srv/my\\040data rw,nosuid - tmpfs tmpfs rw,size=1m',
  '41 22 8:1 /var/lib/x /srv/my\\040data ro,relatime shared:1 master:2 - ext4 /dev/sda1 rw',
  '42 22 8:1 / /srv/with\\012newline\\134 rw - ext4 /dev/sda1 rw',
  '43 22 0:50 / /srv/media rw - fuse.sshfs user@host:/a rw',
  '',
].join('\n');
const mounts = parseMounts(text);

describe('parseMounts', () => {
  it('reads paths with spaces, line breaks and backslashes', () => {
    expect(mounts.map((mount) => mount.at)).toEqual([
      '/',
      '/srv/my data',
      '/srv/my data',
      '/srv/with\nnewline\\',
      '/srv/media',
    ]);
  });

  it('reads what is mounted, whatever number of optional fields there is', () => {
    expect(mounts[2]).toEqual({
      id: 41,
      root: '/var/lib/x',
      at: '/srv/my data',
      type: 'ext4',
      device: '/dev/sda1',
      readOnly: true,
    });
    expect(mounts[4]).toMatchObject({ type: 'fuse.sshfs', device: 'user@host:/a', readOnly: false });
  });
});

describe('mounts', () => {
  it('finds the topmost of stacked mounts', () => {
    expect(mountAt(mounts, '/srv/my data')?.id).toBe(41);
    expect(mountAt(mounts, '/srv')).toBeNull();
  });

  it('finds the mount that a path lies in, by whole names', () => {
    expect(mountOf(mounts, '/srv/media/film')?.id).toBe(43);
    expect(mountOf(mounts, '/srv/mediathek')?.id).toBe(22);
  });

  it('finds the mounts below a path, but not the one at it', () => {
    expect(mountsBelow(mounts, '/srv').map((mount) => mount.id)).toEqual([40, 41, 42, 43]);
    expect(mountsBelow(mounts, '/srv/media')).toEqual([]);
  });

  it('knows what lies within what', () => {
    expect([isWithin('/a/b', '/a'), isWithin('/a', '/a'), isWithin('/ab', '/a'), isWithin('/a', '/')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it('reads the mounts of this host', () => {
    expect(mountAt(readMounts(), '/')?.root).toBeTypeOf('string');
  });
});
