import { KopiDockaError } from '../../errors.ts';
import { neededCredential } from '../choose-credential.ts';
import type { Backend, RepositoryUrl } from '../types.ts';
import { serviceAccount } from './gcs.ts';

/** A folder of Google Drive: `gdrive://folder-id/`. */
export const gdrive: Backend = {
  schemes: ['gdrive'],
  locate: (url) => ({ type: 'gdrive', target: folderOf(url), localPath: null }),
  access: (url, { credentials }) => ({
    storage: {
      type: 'gdrive',
      config: {
        folderID: folderOf(url),
        ...serviceAccount(neededCredential(credentials, 'GOOGLE_DRIVE_CREDENTIALS', 'GOOGLE_APPLICATION_CREDENTIALS')),
      },
    },
    env: {},
  }),
  toUrl: ({ type, config }) => (type === 'gdrive' ? `gdrive://${config['folderID']}/` : null),
};

function folderOf({ text }: RepositoryUrl): string {
  const folder = text.replace(/\/+$/, '');
  if (!/^[\w-]+$/.test(folder))
    throw new KopiDockaError('E_CONFIG', 'repository.url: gdrive:// needs the ID of a folder');
  return folder;
}
