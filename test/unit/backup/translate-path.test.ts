import { describe, expect, it } from 'vitest';
import { translatePath } from '../../../src/backup/translate-path.ts';
import type { Container, Mount } from '../../../src/docker/types.ts';

const mount = (source: string, destination: string): Mount => ({
  type: 'volume',
  name: 'v',
  source,
  destination,
  readOnly: false,
});
const containerWith = (...mounts: Mount[]) => ({ mounts }) as unknown as Container;

describe('translatePath', () => {
  const portainer = containerWith(
    mount('/var/lib/docker/volumes/portainer/_data', '/data'),
    mount('/srv/stacks', '/data/compose'),
  );

  it('keeps a path that exists on this host', () => {
    expect(translatePath('/data/compose/1/compose.yaml', [portainer], () => true)).toBe('/data/compose/1/compose.yaml');
  });

  it('follows the mount with the longest destination behind which the file exists', () => {
    const exists = (path: string) =>
      path === '/srv/stacks/1/compose.yaml' ||
      path === '/var/lib/docker/volumes/portainer/_data/compose/1/compose.yaml';
    expect(translatePath('/data/compose/1/compose.yaml', [portainer], exists)).toBe('/srv/stacks/1/compose.yaml');
  });

  it('goes on to a shorter destination when the file is not behind the longest', () => {
    const exists = (path: string) => path === '/var/lib/docker/volumes/portainer/_data/compose/1/compose.yaml';
    expect(translatePath('/data/compose/1/compose.yaml', [portainer], exists)).toBe(
      '/var/lib/docker/volumes/portainer/_data/compose/1/compose.yaml',
    );
  });

  it('gives the path back when it is nowhere', () => {
    expect(translatePath('/data/compose/1/compose.yaml', [portainer], () => false)).toBe(
      '/data/compose/1/compose.yaml',
    );
  });
});
