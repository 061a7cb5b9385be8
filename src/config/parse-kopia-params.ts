import { parseWords } from './parse-words.ts';

/** A repository as older versions named it, in the form that this one uses; `unmapped` are flags that have no place in it. */
export interface MappedRepository {
  readonly url: string;
  readonly unmapped: readonly string[];
}

type Flags = ReadonlyMap<string, string>;

/** What a storage type makes of its flags: the url without parameters, and which flags become parameters of which name. */
interface Mapping {
  readonly base: (flags: Flags) => string | null;
  readonly used: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
}

const inBucket = (scheme: string, key = 'bucket'): Mapping => ({
  base: (flags) => (flags.has(key) ? `${scheme}://${flags.get(key)}/${flags.get('prefix') ?? ''}` : null),
  used: [key, 'prefix'],
});

const MAPPINGS: Readonly<Record<string, Mapping>> = {
  filesystem: { base: (flags) => (flags.has('path') ? `filesystem://${flags.get('path')}` : null), used: ['path'] },
  s3: { ...inBucket('s3'), parameters: { endpoint: 'endpoint', region: 'region' } },
  b2: inBucket('b2'),
  gcs: inBucket('gcs'),
  azure: inBucket('azure', 'container'),
  webdav: { base: webdavUrl, used: ['url'] },
  sftp: {
    base: sftpUrl,
    used: ['path', 'host', 'port', 'username'],
    parameters: { keyfile: 'keyFile', 'known-hosts': 'knownHosts' },
  },
  rclone: { base: rcloneUrl, used: ['remote-path'], parameters: { 'rclone-args': 'args' } },
};

/**
 * Turns the `kopia_params` of the Python tool into a url.
 *
 * Shape   `s3 --bucket=b --prefix kopia` → `s3://b/kopia`; null when the storage is not known or a needed flag is missing
 * Promise A prefix is kept to the letter: kopia puts it before the name of each blob.
 */
export function parseKopiaParams(params: string): MappedRepository | null {
  const [type = '', ...words] = parseWords(params) ?? [];
  const mapping = MAPPINGS[type];
  const flags = readFlags(words);
  const base = mapping?.base(flags) ?? null;
  if (mapping === undefined || base === null) return null;
  const parameters = Object.entries(mapping.parameters ?? {}).filter(([flag]) => flags.has(flag));
  const query = new URLSearchParams();
  for (const [flag, name] of parameters) query.set(name, flags.get(flag) ?? '');
  if (type === 's3' && flags.has('disable-tls')) query.set('tls', 'false');
  const known = [...mapping.used, ...Object.keys(mapping.parameters ?? {}), 'disable-tls'];
  return {
    url: query.size === 0 ? base : `${base}?${query}`,
    unmapped: [...flags.keys()].filter((flag) => !known.includes(flag)).map((flag) => `kopia_params --${flag}`),
  };
}

/**
 * Turns the `repository_path` of versions 2.x into a url.
 *
 * Source  They knew a path, s3://, b2://, azure:// and gs://, and took everything else for a path.
 */
export function parseRepositoryPath(path: string): string {
  if (/^(?:s3|b2|azure):\/\//.test(path)) return path;
  return path.startsWith('gs://') ? `gcs://${path.slice('gs://'.length)}` : `filesystem://${path}`;
}

/** `--flag=value` and `--flag value`; a flag that stands alone has an empty value. */
function readFlags(words: readonly string[]): Flags {
  const flags = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    if (!word.startsWith('--')) continue;
    const [, name = '', value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const next = words[index + 1];
    flags.set(name, value ?? (next === undefined || next.startsWith('--') ? '' : next));
  }
  return flags;
}

function webdavUrl(flags: Flags): string | null {
  const match = /^http(s?):\/\/(.+)$/.exec(flags.get('url') ?? '');
  return match === null ? null : `webdav${match[1]}://${match[2]}`;
}

function sftpUrl(flags: Flags): string | null {
  const [host, path, username] = [flags.get('host'), flags.get('path'), flags.get('username')];
  if (!host || !path?.startsWith('/') || !username) return null;
  const port = flags.get('port');
  return `sftp://${username}@${host}${port ? `:${port}` : ''}${path}`;
}

function rcloneUrl(flags: Flags): string | null {
  const [, remote, path] = /^([^:/]+):(.*)$/.exec(flags.get('remote-path') ?? '') ?? [];
  return remote === undefined ? null : `rclone://${remote}/${path}`;
}
