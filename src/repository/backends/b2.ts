import { compact, neededCredential } from '../choose-credential.ts';
import { splitBucket } from '../parse-url.ts';
import type { Backend } from '../types.ts';

/** Backblaze B2: `b2://bucket/prefix/`. */
export const b2: Backend = {
  schemes: ['b2'],
  locate(url) {
    const { bucket, prefix } = splitBucket(url);
    return { type: 'b2', target: `${bucket}/${prefix}`, localPath: null };
  },
  access: (url, { credentials }) => ({
    storage: {
      type: 'b2',
      config: {
        ...compact({ ...splitBucket(url) }),
        keyID: neededCredential(credentials, 'B2_KEY_ID', 'B2_ACCOUNT_ID', 'B2_APPLICATION_KEY_ID'),
        key: neededCredential(credentials, 'B2_KEY', 'B2_APPLICATION_KEY'),
      },
    },
    env: {},
  }),
  toUrl: ({ type, config }) => (type === 'b2' ? `b2://${config['bucket']}/${config['prefix'] ?? ''}` : null),
};
