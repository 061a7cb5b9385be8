import { describe, expect, it } from 'vitest';
import { parseVolume } from '../../../src/docker/parse-volume.ts';

describe('parseVolume', () => {
  it('reads a plain volume, whose options and labels are null', () => {
    const answer = {
      Name: 'data',
      Driver: 'local',
      Mountpoint: '/v/data/_data',
      Options: null,
      Labels: null,
      Scope: 'local',
    };
    expect(parseVolume(answer)).toEqual({
      name: 'data',
      driver: 'local',
      mountpoint: '/v/data/_data',
      options: {},
      labels: {},
    });
  });

  it('reads a volume of a plugin, which has no mountpoint while unused', () => {
    const answer = { Name: 'data', Driver: 'sshfs:latest', Options: { port: '22' }, Labels: { a: '' } };
    expect(parseVolume(answer)).toMatchObject({ mountpoint: '', options: { port: '22' }, labels: { a: '' } });
  });
});
