import { KopiDockaError } from '../errors.ts';
import type { RepositoryUrl } from './types.ts';

/**
 * Takes a repository url apart.
 *
 * Errors  E_CONFIG when it is none.
 * Promise Nothing is decoded: a prefix or path is kept to the letter. A `filesystem` path may hold a question mark.
 */
export function parseRepositoryUrl(url: string): RepositoryUrl {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^\0]*)$/.exec(url) ?? [];
  if (scheme === '')
    throw new KopiDockaError('E_CONFIG', 'repository.url is not of the form scheme://place', {
      hint: 'A folder is written as filesystem:///path/to/folder.',
    });
  const question = scheme === 'filesystem' ? -1 : rest.indexOf('?');
  if (question < 0) return { scheme, text: rest, parameters: new URLSearchParams() };
  return { scheme, text: rest.slice(0, question), parameters: new URLSearchParams(rest.slice(question + 1)) };
}

/** Splits `bucket/prefix/`; the prefix is kept to the letter and may be empty. Errors E_CONFIG without a bucket. */
export function splitBucket(url: RepositoryUrl): { readonly bucket: string; readonly prefix: string } {
  const slash = url.text.indexOf('/');
  const bucket = slash < 0 ? url.text : url.text.slice(0, slash);
  if (bucket === '')
    throw new KopiDockaError('E_CONFIG', `repository.url: ${url.scheme}:// needs the name of a bucket`);
  return { bucket, prefix: slash < 0 ? '' : url.text.slice(slash + 1) };
}

/** Writes parameters behind a url; empty ones are left out. */
export function withParameters(url: string, parameters: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, String(value));
  return query.size === 0 ? url : `${url}?${query}`;
}
