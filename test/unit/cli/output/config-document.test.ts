import { expect, test } from 'vitest';
import { configDocument, withoutPassword } from '../../../../src/cli/output/config-document.ts';
import { completeConfig } from '../../../../src/config/complete-config.ts';
import { resolvePlaces } from '../../../../src/config/places.ts';

test.each([
  ['filesystem:///mnt/backup', 'filesystem:///mnt/backup'],
  ['webdavs://me:s3cret@host/path', 'webdavs://me:[SET]@host/path'],
  ['webdavs://me:s3:c@ret@host/path', 'webdavs://me:[SET]@host/path'],
  ['sftp://me@host:22/path', 'sftp://me@host:22/path'],
  ['s3://bucket/a?endpoint=e&secretKey=xyz&region=r', 's3://bucket/a?endpoint=e&secretKey=[SET]&region=r'],
])('of %s only %s is shown', (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
});

test('the document says of secrets whether they are set, and of notifications only how many', () => {
  const places = resolvePlaces({ KOPI_DOCKA_HOME: '/h' }, 0, { config: null });
  const file = { notifications: [{ url: 'ntfy://user:token@host' }] };
  const config = completeConfig(file, places, { file: '/h/config.yaml', origin: 'yaml' });
  const document = configDocument(config, () => '[NOT SET] (file /h/repository.password)');
  expect(document).toMatchObject({
    repository: {
      url: 'filesystem:///h/repository',
      password: '[NOT SET] (file /h/repository.password)',
      credentials: '[NOT SET]',
    },
    notifications: ['[SET]'],
  });
  expect(JSON.stringify(document)).not.toContain('token');
});
