import { expect, test } from 'vitest';
import { connectionFile } from '../../../src/kopia/connection-file.ts';
import { globalArguments, kopiaEnvironment } from '../../../src/kopia/global-arguments.ts';

const setup = {
  binary: { path: '/usr/bin/kopia', version: '0.23.1' },
  connectionFile: '/run/kopi-docka/kopia-1.json',
  password: 'secret password',
  storageEnv: { AWS_SECRET_ACCESS_KEY: 'storage secret', KOPIA_PASSWORD: 'planted' },
  cacheDir: '/cache',
  stallSeconds: 300,
};
const connection = {
  storage: { type: 's3', config: { bucket: 'b' } },
  cache: { directory: '/cache/1', contentMb: 0, metadataMb: 0 },
  user: 'root',
  host: 'alpha',
};

test('no call maintains the repository, and none has a secret in its arguments', () => {
  const args = globalArguments(setup);
  expect(args).toContain('--no-auto-maintenance');
  expect(args).toContain('--config-file=/run/kopi-docka/kopia-1.json');
  expect(args.join(' ')).not.toContain('secret');
});

test('flags that kopia 0.21 does not know are not given to it', () => {
  const old = globalArguments({ ...setup, binary: { ...setup.binary, version: '0.21.1' } });
  expect(globalArguments(setup)).toContain('--disable-content-log');
  expect(old.filter((flag) => /content-log|repository-log/.test(flag))).toEqual([]);
  expect(old).toContain('--log-dir=/cache/logs');
});

test('the password of the repository can not be replaced by a variable of the storage', () => {
  expect(kopiaEnvironment(setup)).toMatchObject({
    HOME: '/cache/home',
    KOPIA_PASSWORD: 'secret password',
    AWS_SECRET_ACCESS_KEY: 'storage secret',
  });
});

test('the connection file always has cache sizes, without which kopia crashes', () => {
  expect(connectionFile(connection)).toMatchObject({
    storage: connection.storage,
    caching: { cacheDirectory: '/cache/1', maxCacheSize: 1_000_000, maxMetadataCacheSize: 1_000_000 },
    hostname: 'alpha',
    username: 'root',
    enableActions: false,
  });
});

test('only for a file system kopia is told to forget what it knows of the format and of lists', () => {
  const local = connectionFile({ ...connection, storage: { type: 'filesystem', config: { path: '/r' } } });
  expect(local).toMatchObject({ formatBlobCacheDuration: -1, caching: { maxListCacheDuration: 0 } });
  expect(connectionFile(connection)).not.toHaveProperty('formatBlobCacheDuration');
  expect(connectionFile(connection)).toMatchObject({ caching: { maxListCacheDuration: 30 } });
});
