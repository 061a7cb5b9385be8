import { describe, expect, it } from 'vitest';
import { parseContainer, parseProcess } from '../../../src/docker/parse-container.ts';

const LEAST = { Id: 'a'.repeat(64), Name: '/web', State: {}, Config: {}, HostConfig: {} };

describe('parseContainer', () => {
  it('reads a full answer', () => {
    const answer = {
      ...LEAST,
      Image: 'sha256:1',
      RestartCount: 2,
      State: { Status: 'running', Running: true, StartedAt: '2026-01-01T00:00:00Z', Health: { Status: 'healthy' } },
      Config: {
        Image: 'nginx:1',
        Labels: { a: 'b' },
        StopTimeout: 30,
        Healthcheck: { Test: ['CMD', 'true'] },
        NewField: 1,
      },
      HostConfig: {
        AutoRemove: true,
        RestartPolicy: { Name: 'always' },
        NetworkMode: 'container:vpn',
        PidMode: 'container:0123456789ab',
        IpcMode: 'private',
        VolumesFrom: ['data:ro'],
      },
      NetworkSettings: { Networks: { front: {}, back: null } },
      Mounts: [],
    };
    expect(parseContainer(answer)).toEqual({
      id: 'a'.repeat(64),
      name: 'web',
      image: 'nginx:1',
      imageId: 'sha256:1',
      state: 'running',
      startedAt: '2026-01-01T00:00:00Z',
      restartCount: 2,
      restartPolicy: 'always',
      autoRemove: true,
      hasHealthcheck: true,
      health: 'healthy',
      stopTimeout: 30,
      labels: { a: 'b' },
      mounts: [],
      networks: ['back', 'front'],
      joins: ['vpn', '0123456789ab'],
      volumesFrom: ['data'],
      raw: answer,
    });
  });

  it('makes do with missing and null fields', () => {
    const nulls = {
      ...LEAST,
      State: { Status: 'exited', Health: null },
      Config: { Labels: null, Healthcheck: null, StopTimeout: null },
      HostConfig: { VolumesFrom: null, RestartPolicy: null, Tmpfs: null },
      NetworkSettings: { Networks: null },
      Mounts: null,
    };
    expect(parseContainer(nulls)).toMatchObject({ state: 'exited', labels: {}, mounts: [], stopTimeout: null });
    expect(parseContainer(LEAST)).toMatchObject({ name: 'web', joins: [], networks: [], hasHealthcheck: false });
  });

  it('takes a state that nobody knows for running when the engine says that it runs', () => {
    expect(parseContainer({ ...LEAST, State: { Status: 'stopping', Running: true } }).state).toBe('running');
    expect(parseContainer({ ...LEAST, State: { Status: 'configured', Running: false } }).state).toBe('exited');
  });

  it('takes a health check that is switched off for none', () => {
    expect(parseContainer({ ...LEAST, Config: { Healthcheck: { Test: ['NONE'] } } }).hasHealthcheck).toBe(false);
    expect(parseContainer({ ...LEAST, Config: { Healthcheck: { Test: [] } } }).hasHealthcheck).toBe(false);
  });

  it('rejects an answer that is no container', () => {
    expect(() => parseContainer({ message: 'page not found' })).toThrow();
    expect(() => parseContainer('<html>')).toThrow();
  });
});

describe('parseProcess', () => {
  it('tells how a container ended', () => {
    expect(parseProcess({ State: { ExitCode: 137, OOMKilled: true, Pid: 0 } })).toEqual({
      exitCode: 137,
      oomKilled: true,
      pid: 0,
    });
  });
});
