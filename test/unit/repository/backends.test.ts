import { expect, test } from 'vitest';
import { accessRepository, locateRepository, urlOfStorage } from '../../../src/repository/backends/index.ts';

const access = (url: string, credentials: Readonly<Record<string, string>> = {}, customCa: string | null = null) =>
  accessRepository(url, { credentials, customCa, home: '/nowhere' });

test('a filesystem url is its path to the letter', () => {
  const url = 'filesystem:///mnt/a b/100%?x/';
  expect(locateRepository(url)).toEqual({
    type: 'filesystem',
    target: '/mnt/a b/100%?x',
    localPath: '/mnt/a b/100%?x',
  });
  expect(access(url)).toEqual({ storage: { type: 'filesystem', config: { path: '/mnt/a b/100%?x' } }, env: {} });
});

test.each([
  'filesystem://relative',
  'filesystem:///',
  'filesystem://',
  's3:///prefix',
  'sftp://nas/x',
  'gdrive://',
  '/mnt/x',
])('%s is no repository', (url) => {
  expect(() => locateRepository(url)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
});

test('a scheme that is not supported is named with those that are', () => {
  expect(() => locateRepository('ftp://user:hunter2@host/')).toThrow(
    expect.objectContaining({ code: 'E_CONFIG', message: 'repository.url: ftp:// is not supported by this version' }),
  );
});

test('s3 has its keys in the environment, not in the connection file', () => {
  const credentials = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_REGION: 'eu-1', OTHER: 'x' };
  const { storage, env } = access('s3://b/hosts/alpha/?endpoint=https://s3.example.com/', credentials, 'PEM');
  expect(storage).toEqual({
    type: 's3',
    config: {
      bucket: 'b',
      prefix: 'hosts/alpha/',
      endpoint: 's3.example.com',
      region: 'eu-1',
      rootCA: Buffer.from('PEM').toString('base64'),
      ...{ accessKeyID: '', secretAccessKey: '', sessionToken: '' },
    },
  });
  expect(env).toEqual({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' });
});

test('s3 without keys and endpoint is Amazon with the role of the instance', () => {
  const { storage, env } = access('s3://b');
  expect(storage.config).toMatchObject({ bucket: 'b', endpoint: 's3.amazonaws.com' });
  expect(storage.config).not.toHaveProperty('prefix');
  expect(env).toEqual({});
});

test.each([
  ['s3://b/?tls=false&endpoint=minio:9000', {}],
  ['s3://b/?endpoint=http://minio:9000', {}],
  ['s3://b/', { AWS_S3_ENDPOINT: 'http://minio:9000' }],
  ['s3://b/?endpoint=minio:9000', { KOPIA_S3_DISABLE_TLS: 'true' }],
])('%s with %j uses no TLS', (url, credentials) => {
  expect(access(url, credentials).storage.config).toMatchObject({ endpoint: 'minio:9000', doNotUseTLS: true });
});

test.each([
  [
    'b2://b/p/',
    { B2_KEY_ID: 'i', B2_KEY: 'k' },
    { type: 'b2', config: { bucket: 'b', prefix: 'p/', keyID: 'i', key: 'k' } },
  ],
  [
    'gcs://b/',
    { GOOGLE_APPLICATION_CREDENTIALS: '/sa.json' },
    { type: 'gcs', config: { bucket: 'b', credentialsFile: '/sa.json' } },
  ],
  [
    'gcs://b/p',
    { GOOGLE_APPLICATION_CREDENTIALS: '{"type":"service_account"}' },
    { type: 'gcs', config: { bucket: 'b', prefix: 'p', credentials: { type: 'service_account' } } },
  ],
  [
    'azure://c/p/',
    { AZURE_STORAGE_ACCOUNT: 'a', AZURE_STORAGE_KEY: 'k', AZURE_ENDPOINT_SUFFIX: 'core.windows.net' },
    {
      type: 'azureBlob',
      config: {
        container: 'c',
        prefix: 'p/',
        storageAccount: 'a',
        storageKey: 'k',
        storageDomain: 'blob.core.windows.net',
      },
    },
  ],
  [
    'webdavs://dav.example.com/kopia',
    { WEBDAV_USERNAME: 'u', WEBDAV_PASSWORD: 'p' },
    {
      type: 'webdav',
      config: { url: 'https://dav.example.com/kopia', username: 'u', password: 'p', atomicWrites: false },
    },
  ],
  [
    'sftp://root@nas:2222/srv/kopia?keyFile=/k&knownHosts=/h',
    {},
    {
      type: 'sftp',
      config: {
        ...{ username: 'root', host: 'nas', port: 2222, path: '/srv/kopia', externalSSH: false },
        ...{ keyfile: '/k', knownHostsFile: '/h' },
      },
    },
  ],
  [
    'sftp://root@nas/srv',
    { SFTP_KEY_FILE: '-----BEGIN\nx\n', SFTP_KNOWN_HOSTS: 'nas ssh-ed25519 AAAA' },
    {
      type: 'sftp',
      config: {
        ...{ username: 'root', host: 'nas', port: 22, path: '/srv', externalSSH: false },
        ...{ keyData: '-----BEGIN\nx\n', knownHostsData: 'nas ssh-ed25519 AAAA' },
      },
    },
  ],
  [
    'rclone://gd/a/b',
    { RCLONE_CONFIG: '/r.conf', RCLONE_EXE: '/usr/bin/rclone' },
    {
      type: 'rclone',
      config: {
        ...{ remotePath: 'gd:a/b', rcloneExe: '/usr/bin/rclone', rcloneArgs: ['--config=/r.conf'] },
        ...{ startupTimeout: '120s', atomicWrites: true },
      },
    },
  ],
  [
    'gdrive://folder-1/',
    { GOOGLE_DRIVE_CREDENTIALS: '/sa.json' },
    { type: 'gdrive', config: { folderID: 'folder-1', credentialsFile: '/sa.json' } },
  ],
])('%s becomes the storage that kopia wants', (url, credentials, storage) => {
  expect(access(url, credentials as Record<string, string>).storage).toEqual(storage);
});

test.each([
  ['b2://b/', 'B2_KEY_ID'],
  ['gcs://b/', 'GOOGLE_APPLICATION_CREDENTIALS'],
  ['azure://c/', 'AZURE_STORAGE_ACCOUNT'],
  ['sftp://root@nas/srv', 'SFTP_KEY_FILE'],
])('%s without credentials names %s', (url, name) => {
  expect(() => access(url)).toThrow(
    expect.objectContaining({ code: 'E_CREDENTIALS', message: expect.stringContaining(name) }),
  );
});

test.each([
  ['filesystem:///mnt/x', {}],
  ['s3://b/p/?endpoint=minio%3A9000&region=eu-1&tls=false', {}],
  ['b2://b/p', { B2_KEY_ID: 'i', B2_KEY: 'k' }],
  ['webdav://host/x', {}],
  ['sftp://root@nas:2222/srv?keyFile=%2Fk&knownHosts=%2Fh', {}],
  ['rclone://gd/a', {}],
])('%s is found again from its storage, without credentials', (url, credentials) => {
  expect(urlOfStorage(access(url, credentials as Record<string, string>).storage)).toBe(url);
});

test('a storage that no backend knows has no url', () => {
  expect(urlOfStorage({ type: 'tape', config: {} })).toBeNull();
});
