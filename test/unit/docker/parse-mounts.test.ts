import { describe, expect, it } from 'vitest';
import { parseMounts } from '../../../src/docker/parse-mounts.ts';

describe('parseMounts', () => {
  it('tells volumes, binds and memory apart', () => {
    const mounts = parseMounts({
      Mounts: [
        { Type: 'volume', Name: 'data', Source: '/v/data/_data', Destination: '/data', RW: true },
        { Type: 'bind', Source: '/srv/conf', Destination: '/conf', RW: false },
        { Type: 'tmpfs', Source: '', Destination: '/tmp', RW: true },
        { Type: 'cluster', Name: 'x', Source: '', Destination: '/c', RW: true },
      ],
    });
    expect(mounts).toEqual([
      { type: 'volume', name: 'data', source: '/v/data/_data', destination: '/data', readOnly: false },
      { type: 'bind', name: null, source: '/srv/conf', destination: '/conf', readOnly: true },
      { type: 'tmpfs', name: null, source: '', destination: '/tmp', readOnly: false },
      { type: 'other', name: null, source: '', destination: '/c', readOnly: false },
    ]);
  });

  it('finds what --tmpfs made, once', () => {
    const answer = {
      Mounts: [{ Type: 'tmpfs', Destination: '/tmp', RW: true }],
      HostConfig: { Tmpfs: { '/tmp': '', '/run': 'size=1m' } },
    };
    expect(parseMounts(answer).map((mount) => [mount.type, mount.destination])).toEqual([
      ['tmpfs', '/tmp'],
      ['tmpfs', '/run'],
    ]);
  });

  it('takes a mount that does not say for writable', () => {
    expect(parseMounts({ Mounts: [{ Type: 'bind', Source: '/a', Destination: '/b' }] })[0]?.readOnly).toBe(false);
  });
});
