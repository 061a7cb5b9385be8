import { KopiDockaError } from '../../errors.ts';
import { parseJson } from '../../host/parse-json.ts';
import { compact, isPath, neededCredential } from '../choose-credential.ts';
import { splitBucket } from '../parse-url.ts';
import type { Backend } from '../types.ts';

/** Google Cloud Storage: `gcs://bucket/prefix/`, with the service account as a file or as its text. */
export const gcs: Backend = {
  schemes: ['gcs'],
  locate(url) {
    const { bucket, prefix } = splitBucket(url);
    return { type: 'gcs', target: `${bucket}/${prefix}`, localPath: null };
  },
  access: (url, { credentials }) => ({
    storage: {
      type: 'gcs',
      config: {
        ...compact({ ...splitBucket(url) }),
        ...serviceAccount(neededCredential(credentials, 'GOOGLE_APPLICATION_CREDENTIALS')),
      },
    },
    env: {},
  }),
  toUrl: ({ type, config }) => (type === 'gcs' ? `gcs://${config['bucket']}/${config['prefix'] ?? ''}` : null),
};

/** A service account as kopia wants it: the path of its file, or the JSON itself. Errors E_CREDENTIALS. */
export function serviceAccount(value: string): Record<string, unknown> {
  if (isPath(value)) return { credentialsFile: value };
  const credentials = parseJson(value);
  if (credentials === undefined)
    throw new KopiDockaError('E_CREDENTIALS', 'the service account is neither the absolute path of a file nor JSON');
  return { credentials };
}
