import { describe, expect, it } from 'vitest';
import { parseOwnContainerId } from '../../../src/docker/self.ts';
import { parseMounts } from '../../../src/host/mounts.ts';

const ID = '3f'.repeat(32);

describe('parseOwnContainerId', () => {
  it('finds the container by the host name file that the engine mounts', () => {
    const text = [
      '700 600 0:50 / / rw - overlay overlay rw',
      `701 700 8:1 /var/lib/docker/containers/${ID}/resolv.conf /etc/resolv.conf rw - ext4 /dev/sda1 rw`,
      `702 700 8:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/sda1 rw`,
    ].join('\n');
    expect(parseOwnContainerId(parseMounts(text))).toBe(ID);
  });

  it('finds none on a plain host', () => {
    expect(parseOwnContainerId(parseMounts('22 1 8:1 / / rw - ext4 /dev/sda1 rw'))).toBeNull();
  });

  it('is not fooled by a file of that name from elsewhere', () => {
    const text = '702 700 8:1 /srv/hostname /etc/hostname rw - ext4 /dev/sda1 rw';
    expect(parseOwnContainerId(parseMounts(text))).toBeNull();
  });
});
