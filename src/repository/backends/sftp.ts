import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KopiDockaError } from '../../errors.ts';
import { compact, credential, isPath, missingCredentials } from '../choose-credential.ts';
import { withParameters } from '../parse-url.ts';
import type { Backend, BackendContext, RepositoryUrl } from '../types.ts';

const KEY_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const SSH_PORT = 22;

/**
 * A folder behind SSH: `sftp://user@host:port/path`. Key and known hosts may be files or their text; without them, those in
 * the user's `.ssh` are taken.
 */
export const sftp: Backend = {
  schemes: ['sftp'],
  locate(url) {
    const { host, path } = partsOf(url);
    return { type: 'sftp', target: `${host}:${path}`, localPath: null };
  },
  access: (url, context) => ({
    storage: {
      type: 'sftp',
      config: compact({ ...partsOf(url), ...loginOf(url, context), ...knownHosts(url, context), externalSSH: false }),
    },
    env: {},
  }),
  toUrl({ type, config }) {
    if (type !== 'sftp') return null;
    const { username, host, port = SSH_PORT, path, keyfile, knownHostsFile } = config;
    const place = `${username}@${host}${port === SSH_PORT ? '' : `:${port}`}${path}`;
    return withParameters(`sftp://${place}`, { keyFile: keyfile, knownHosts: knownHostsFile });
  },
};

function partsOf({ text }: RepositoryUrl) {
  const [, username, host, port, path] = /^([^@/:]+)@(\[[^\]]+\]|[^/:]+)(?::(\d+))?(\/.+)$/.exec(text) ?? [];
  if (username === undefined || host === undefined)
    throw new KopiDockaError('E_CONFIG', 'repository.url has to be of the form sftp://user@host:port/path');
  return { username, host, port: Number(port ?? SSH_PORT), path };
}

function loginOf(url: RepositoryUrl, { credentials, home }: BackendContext): Record<string, unknown> {
  const password = credential(credentials, 'SFTP_PASSWORD');
  const key = url.parameters.get('keyFile') ?? credential(credentials, 'SFTP_KEY_FILE');
  if (key !== undefined) return { ...(isPath(key) ? { keyfile: key } : { keyData: key }), password };
  if (password !== undefined) return { password };
  const keyfile = KEY_NAMES.map((name) => join(home, '.ssh', name)).find((path) => existsSync(path));
  if (keyfile === undefined) throw missingCredentials(['SFTP_KEY_FILE or SFTP_PASSWORD']);
  return { keyfile };
}

function knownHosts(url: RepositoryUrl, { credentials, home }: BackendContext): Record<string, unknown> {
  const given = url.parameters.get('knownHosts') ?? credential(credentials, 'SFTP_KNOWN_HOSTS');
  const known = given ?? join(home, '.ssh', 'known_hosts');
  return isPath(known) ? { knownHostsFile: known } : { knownHostsData: known };
}
