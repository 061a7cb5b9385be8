import { normalize } from 'node:path';
import { KopiDockaError } from '../../errors.ts';
import type { Backend, RepositoryUrl } from '../types.ts';

/** A folder of this host: `filesystem:///path`, the path to the letter. */
export const filesystem: Backend = {
  schemes: ['filesystem'],
  locate: (url) => ({ type: 'filesystem', target: pathOf(url), localPath: pathOf(url) }),
  access: (url) => ({ storage: { type: 'filesystem', config: { path: pathOf(url) } }, env: {} }),
  toUrl: ({ type, config }) => (type === 'filesystem' ? `filesystem://${String(config['path'])}` : null),
};

function pathOf({ text }: RepositoryUrl): string {
  const path = normalize(text).replace(/(?<=.)\/+$/, '');
  if (!path.startsWith('/') || path === '/')
    throw new KopiDockaError('E_CONFIG', 'repository.url: filesystem:// needs the absolute path of a folder', {
      hint: 'It is written with three slashes: filesystem:///path/to/folder.',
    });
  return path;
}
