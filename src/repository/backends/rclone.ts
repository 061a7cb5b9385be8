import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseWords } from '../../config/parse-words.ts';
import { KopiDockaError } from '../../errors.ts';
import { compact, credential, isPath } from '../choose-credential.ts';
import type { Backend, BackendContext, RepositoryUrl } from '../types.ts';

const STARTUP_TIMEOUT = '120s';

/** Anything that rclone reaches: `rclone://remote/path` for rclone's `remote:path`. */
export const rclone: Backend = {
  schemes: ['rclone'],
  locate: (url) => ({ type: 'rclone', target: remotePath(url), localPath: null }),
  access: (url, context) => ({
    storage: {
      type: 'rclone',
      config: compact({
        remotePath: remotePath(url),
        rcloneExe: credential(context.credentials, 'RCLONE_EXE'),
        ...configOf(url, context),
        startupTimeout: STARTUP_TIMEOUT,
        atomicWrites: true,
      }),
    },
    env: rcloneVariables(context.credentials),
  }),
  toUrl: ({ type, config }) =>
    type === 'rclone' ? `rclone://${String(config['remotePath']).replace(':', '/')}` : null,
};

function remotePath({ text }: RepositoryUrl): string {
  const [, remote, path = ''] = /^([^/:]+)(?:\/([\s\S]*))?$/.exec(text) ?? [];
  if (remote === undefined)
    throw new KopiDockaError('E_CONFIG', 'repository.url has to be of the form rclone://remote/path');
  return `${remote}:${path}`;
}

function configOf(url: RepositoryUrl, { credentials, home }: BackendContext): Record<string, unknown> {
  const args = parseWords(url.parameters.get('args') ?? '') ?? [];
  const ofUser = join(home, '.config/rclone/rclone.conf');
  const config = credential(credentials, 'RCLONE_CONFIG') ?? (existsSync(ofUser) ? ofUser : undefined);
  if (config === undefined || args.some((arg) => arg.startsWith('--config'))) return { rcloneArgs: args };
  return isPath(config)
    ? { rcloneArgs: [...args, `--config=${config}`] }
    : { rcloneArgs: args, embeddedConfig: config };
}

/** Rclone's own settings, which it takes from the environment; where its config is, is said by argument. */
function rcloneVariables(credentials: BackendContext['credentials']): Record<string, string> {
  const own = Object.entries(credentials).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('RCLONE_') && !['RCLONE_CONFIG', 'RCLONE_EXE'].includes(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(own);
}
