import { KopiDockaError } from '../../errors.ts';
import { compact, credential } from '../choose-credential.ts';
import type { Backend, RepositoryUrl } from '../types.ts';

/** WebDAV: `webdav://host/path` or, over TLS, `webdavs://host/path`. */
export const webdav: Backend = {
  schemes: ['webdav', 'webdavs'],
  locate: (url) => ({ type: 'webdav', target: httpUrl(url), localPath: null }),
  access: (url, { credentials }) => ({
    storage: {
      type: 'webdav',
      config: compact({
        url: httpUrl(url),
        username: credential(credentials, 'WEBDAV_USERNAME', 'KOPIA_WEBDAV_USERNAME'),
        password: credential(credentials, 'WEBDAV_PASSWORD', 'KOPIA_WEBDAV_PASSWORD'),
        atomicWrites: false,
      }),
    },
    env: {},
  }),
  toUrl: ({ type, config }) =>
    type === 'webdav' ? String(config['url']).replace(/^http(s?):\/\//, 'webdav$1://') : null,
};

function httpUrl({ scheme, text }: RepositoryUrl): string {
  if (text === '' || text.startsWith('/'))
    throw new KopiDockaError('E_CONFIG', `repository.url: ${scheme}:// needs the name of a host`);
  if (text.split('/')[0]?.includes('@'))
    throw new KopiDockaError(
      'E_CONFIG',
      'repository.url: user and password belong into WEBDAV_USERNAME and WEBDAV_PASSWORD',
    );
  return `${scheme === 'webdavs' ? 'https' : 'http'}://${text}`;
}
