import { expect, test } from 'vitest';
import { parseKopiaParams, parseRepositoryPath } from '../../../src/config/parse-kopia-params.ts';
import { isOlderConfig, parseOlderConfig, readInlinePassword } from '../../../src/config/parse-older-config.ts';

test.each([
  ['filesystem --path /backup/kopia-repository', 'filesystem:///backup/kopia-repository'],
  [`filesystem --path='/mnt/a b'`, 'filesystem:///mnt/a b'],
  ['s3 --bucket=b --prefix kopia --region=eu-1', 's3://b/kopia?region=eu-1'],
  ['s3 --bucket b --endpoint minio:9000 --disable-tls', 's3://b/?endpoint=minio%3A9000&tls=false'],
  ['b2 --bucket=b --prefix=kopia', 'b2://b/kopia'],
  ['gcs --bucket=b', 'gcs://b/'],
  ['azure --container=c --prefix=p/', 'azure://c/p/'],
  ['webdav --url=https://dav.example.com/kopia', 'webdavs://dav.example.com/kopia'],
  [
    'sftp --path=/srv/kopia --host=nas --username=root --keyfile=/root/.ssh/k --known-hosts=/root/.ssh/h --port=2222',
    'sftp://root@nas:2222/srv/kopia?keyFile=%2Froot%2F.ssh%2Fk&knownHosts=%2Froot%2F.ssh%2Fh',
  ],
  [
    `rclone --remote-path=gd:a/b --rclone-args='--config=/root/r.conf'`,
    'rclone://gd/a/b?args=--config%3D%2Froot%2Fr.conf',
  ],
])('%s is %s', (params, url) => {
  expect(parseKopiaParams(params)).toEqual({ url, unmapped: [] });
});

test('flags without a place are named, and what names no repository is none', () => {
  expect(parseKopiaParams('s3 --bucket=b --point-in-time=x')?.unmapped).toEqual(['kopia_params --point-in-time']);
  for (const params of ['', 'ftp --path=/x', 's3 --prefix=x', 'sftp --path=nas:/srv --host=nas', `s3 --bucket='b`])
    expect(parseKopiaParams(params)).toBeNull();
});

test.each([
  ['/backup/repo', 'filesystem:///backup/repo'],
  ['s3://b/p', 's3://b/p'],
  ['gs://b/p', 'gcs://b/p'],
  ['sftp://nas/x', 'filesystem://sftp://nas/x'],
])('the repository_path %s of versions 2.x is %s', (path, url) => {
  expect(parseRepositoryPath(path)).toBe(url);
});

const JSON_CONFIG = JSON.stringify({
  version: '7.9.0',
  kopia: {
    kopia_params: 'filesystem --path /backup/kopia-repository',
    password_file: '/etc/.kopi-docka.password',
    password: 'CHANGE_ME',
    profile: 'mine',
    compression: 'zstd-fastest',
    encryption: 'AES256-GCM-HMAC-SHA256',
    cache_directory: '/var/cache/kopi-docka',
    cache_size_mb: 500,
  },
  backup: {
    base_path: '/backup/kopi-docka',
    stop_timeout: 30,
    start_timeout: 60,
    exclude_patterns: ['*.log', 'bad['],
    hooks: { pre_backup: null },
    update_recovery_bundle: true,
  },
  docker: { socket: '/var/run/docker.sock' },
  retention: { latest: 3, daily: 7, weekly: 4, monthly: 12, yearly: 5 },
  logging: { level: 'INFO' },
  notifications: { enabled: true, service: 'telegram' },
  alerting: { missed_backup: { enabled: false } },
});

test('the JSON of versions 3 to 7 is read, and what has no place is named', () => {
  expect(parseOlderConfig(JSON_CONFIG)).toEqual({
    file: {
      repository: {
        url: 'filesystem:///backup/kopia-repository',
        password: { file: '/etc/.kopi-docka.password' },
        cache: { directory: '/var/cache/kopi-docka', contentMb: 500, metadataMb: 100 },
      },
      backup: { stopTimeout: 30, healthTimeout: 60, exclude: ['*.log'] },
      retention: { latest: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, annual: 3 },
      policy: { compression: 'zstd-fastest' },
    },
    hasInlinePassword: false,
    profile: 'mine',
    unmapped: ['backup.exclude_patterns bad[', 'backup.update_recovery_bundle', 'notifications'],
  });
});

test('the INI of versions 2.x is read with its password', () => {
  const ini = '[kopia]\nrepository_path = s3://b/p\npassword = hunter2\n[backup]\nstop_timeout = 45\n';
  expect(parseOlderConfig(ini)).toMatchObject({
    file: { repository: { url: 's3://b/p' }, backup: { stopTimeout: 45 } },
    hasInlinePassword: true,
  });
  expect(readInlinePassword(ini)).toBe('hunter2');
});

test('a config without a repository has the one that the Python tool took', () => {
  const older = parseOlderConfig('{"kopia":{"password":"x"}}');
  expect(older?.file.repository?.url).toBe('filesystem:///backup/kopia-repository');
});

test('our own configuration is not taken for an older one', () => {
  for (const text of [
    '',
    'repository: { url: x }',
    '{"repository":{"url":"x"}}',
    'backup:\n  exclude: [a]\n',
    '[list]',
  ])
    expect(isOlderConfig(text)).toBe(false);
  expect(isOlderConfig(JSON_CONFIG)).toBe(true);
});
