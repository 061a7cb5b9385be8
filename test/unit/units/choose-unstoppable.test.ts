import { describe, expect, it } from 'vitest';
import { chooseUnstoppable, type StopContext } from '../../../src/units/choose-unstoppable.ts';
import { compose, container, mountVolume, volume } from './make.ts';

const CONTEXT: StopContext = {
  selfId: null,
  endpoint: 'unix:///var/run/docker.sock',
  repositoryPath: null,
  volumes: new Map([
    ['plain', volume('plain')],
    ['nas', volume('nas', { options: { type: 'nfs', device: ':/x' } })],
  ]),
};

describe('chooseUnstoppable', () => {
  it('lets ordinary containers be stopped', () => {
    expect(chooseUnstoppable(container('web', { labels: compose('shop', 'web') }), CONTEXT)).toBeNull();
  });

  it('knows containers that their stop would remove', () => {
    expect(chooseUnstoppable(container('web', { autoRemove: true }), CONTEXT)).toBe('auto-remove');
  });

  it.each(['True', 'true'])('knows one-off containers of Compose by %s', (oneoff) => {
    const labels = compose('shop', 'web', { 'com.docker.compose.oneoff': oneoff });
    expect(chooseUnstoppable(container('web', { labels }), CONTEXT)).toBe('one-off');
  });

  it('knows swarm tasks', () => {
    const labels = { 'com.docker.swarm.task.id': 'x' };
    expect(chooseUnstoppable(container('web', { labels }), CONTEXT)).toBe('swarm-task');
  });

  it('knows itself', () => {
    const self = container('tool');
    expect(chooseUnstoppable(self, { ...CONTEXT, selfId: self.id })).toBe('ourselves');
  });

  it('knows who keeps the volume of the repository mounted, which a plain volume does not need', () => {
    const holding = (name: string, repositoryPath: string) =>
      chooseUnstoppable(container('web', { mounts: [mountVolume(name)] }), { ...CONTEXT, repositoryPath });
    expect(holding('nas', '/var/lib/docker/volumes/nas/_data/repository')).toBe('holds-repository');
    expect(holding('nas', '/srv/repository')).toBeNull();
    expect(holding('plain', '/var/lib/docker/volumes/plain/_data/repository')).toBeNull();
  });

  it('knows the proxy through which Docker is reached, by name, service or published port', () => {
    const serving = (endpoint: string, fields: Parameters<typeof container>[1]) =>
      chooseUnstoppable(container('proxy', fields), { ...CONTEXT, endpoint });
    const raw = {
      HostConfig: { PortBindings: { '2375/tcp': [{ HostIp: '127.0.0.1', HostPort: '2377' }], '80/tcp': null } },
    };
    expect(serving('tcp://proxy:2375', {})).toBe('serves-docker');
    expect(serving('tcp://socket:2375', { labels: compose('infra', 'socket') })).toBe('serves-docker');
    expect(serving('tcp://127.0.0.1:2377', { raw })).toBe('serves-docker');
    expect(serving('tcp://127.0.0.1:2375', { raw })).toBeNull();
    expect(serving('unix:///var/run/docker.sock', { raw })).toBeNull();
  });
});
