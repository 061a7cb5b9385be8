import { compact, credential, missingCredentials, neededCredential } from '../choose-credential.ts';
import { splitBucket } from '../parse-url.ts';
import type { Backend, BackendContext } from '../types.ts';

/** Azure Blob Storage: `azure://container/prefix/`, with a key, a SAS token or a service principal. */
export const azure: Backend = {
  schemes: ['azure'],
  locate(url) {
    const { bucket, prefix } = splitBucket(url);
    return { type: 'azure', target: `${bucket}/${prefix}`, localPath: null };
  },
  access(url, { credentials }) {
    const { bucket, prefix } = splitBucket(url);
    return {
      storage: { type: 'azureBlob', config: compact({ container: bucket, prefix, ...accountOf(credentials) }) },
      env: {},
    };
  },
  toUrl: ({ type, config }) =>
    type === 'azureBlob' ? `azure://${config['container']}/${config['prefix'] ?? ''}` : null,
};

function accountOf(credentials: BackendContext['credentials']): Record<string, unknown> {
  const account = {
    storageAccount: neededCredential(
      credentials,
      ...['AZURE_STORAGE_ACCOUNT', 'KOPIA_AZURE_STORAGE_ACCOUNT', 'AZURE_ACCOUNT_NAME'],
    ),
    storageKey: credential(credentials, ...['AZURE_STORAGE_KEY', 'KOPIA_AZURE_STORAGE_KEY', 'AZURE_ACCOUNT_KEY']),
    sasToken: credential(
      credentials,
      ...['AZURE_STORAGE_SAS_TOKEN', 'KOPIA_AZURE_STORAGE_SAS_TOKEN', 'AZURE_ACCOUNT_SAS'],
    ),
    TenantID: credential(credentials, 'AZURE_TENANT_ID'),
    ClientID: credential(credentials, 'AZURE_CLIENT_ID'),
    ClientSecret: credential(credentials, 'AZURE_CLIENT_SECRET'),
    storageDomain: storageDomain(credentials),
  };
  const { storageKey, sasToken, TenantID, ClientID, ClientSecret } = account;
  if (!storageKey && !sasToken && !(TenantID && ClientID && ClientSecret))
    throw missingCredentials([
      'AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN or all of AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET',
    ]);
  return account;
}

/** Kopia wants `blob.core.windows.net`, the suffix is `core.windows.net`. */
function storageDomain(credentials: BackendContext['credentials']): string | undefined {
  const suffix = credential(credentials, 'AZURE_ENDPOINT_SUFFIX', 'KOPIA_AZURE_ENDPOINT_SUFFIX');
  if (suffix === undefined) return credential(credentials, 'AZURE_STORAGE_DOMAIN');
  return suffix.startsWith('blob.') ? suffix : `blob.${suffix}`;
}
