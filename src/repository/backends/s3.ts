import { compact, credential } from '../choose-credential.ts';
import { splitBucket, withParameters } from '../parse-url.ts';
import type { Backend, BackendContext, RepositoryUrl } from '../types.ts';

const DEFAULT_ENDPOINT = 's3.amazonaws.com';
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/**
 * Amazon S3 and everything that speaks it: `s3://bucket/prefix/?endpoint=…&region=…&tls=false`.
 *
 * Source  With empty keys in the connection file kopia takes them from AWS_*, and without those the role of the instance:
 *         the keys need not be on disk. Measured.
 */
export const s3: Backend = {
  schemes: ['s3'],
  locate(url) {
    const { bucket, prefix } = splitBucket(url);
    return { type: 's3', target: `${bucket}/${prefix}`, localPath: null };
  },
  access: (url, context) => ({
    storage: { type: 's3', config: storageConfig(url, context) },
    env: compact(Object.fromEntries(KEYS.map((name) => [name, context.credentials[name]]))) as Record<string, string>,
  }),
  toUrl({ type, config }) {
    if (type !== 's3') return null;
    const { bucket, prefix = '', endpoint, region, doNotUseTLS } = config;
    return withParameters(`s3://${bucket}/${prefix}`, {
      endpoint: endpoint === DEFAULT_ENDPOINT ? undefined : endpoint,
      region,
      tls: doNotUseTLS === true ? 'false' : undefined,
    });
  },
};

function storageConfig(url: RepositoryUrl, { credentials, customCa }: BackendContext): Record<string, unknown> {
  const { parameters } = url;
  const given = parameters.get('endpoint') ?? credential(credentials, 'AWS_S3_ENDPOINT', 'KOPIA_S3_ENDPOINT');
  const withoutTls = [parameters.get('tls') === 'false', credentials['KOPIA_S3_DISABLE_TLS'] === 'true'].some(Boolean);
  return {
    ...compact({
      ...splitBucket(url),
      endpoint: (given ?? DEFAULT_ENDPOINT).replace(/^https?:\/\//, '').replace(/\/+$/, ''),
      region: parameters.get('region') ?? credential(credentials, 'AWS_REGION', 'AWS_DEFAULT_REGION'),
      doNotUseTLS: withoutTls || given?.startsWith('http://') === true || undefined,
      rootCA: customCa === null ? undefined : Buffer.from(customCa).toString('base64'),
    }),
    accessKeyID: '',
    secretAccessKey: '',
    sessionToken: '',
  };
}
