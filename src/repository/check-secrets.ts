import { readSecret } from '../config/secrets.ts';
import type { Config } from '../config/types.ts';
import type { Warning } from '../events.ts';
import { parseCredentials } from './parse-credentials.ts';

const KNOWN = /^(?:AWS|KOPIA|GOOGLE|AZURE|B2|WEBDAV|SFTP|RCLONE)_/;

/**
 * Looks at the secrets of the repository: who may read their files, and which variables no backend knows.
 *
 * Errors  E_CREDENTIALS when one can not be read.
 * Promise Names variables, never their values. Runs the configured commands.
 */
export async function checkSecrets(config: Config, env: Readonly<NodeJS.ProcessEnv>): Promise<readonly Warning[]> {
  const { password, credentials } = config.repository;
  const { warnings } = await readSecret(password, 'the repository password', env);
  if (credentials === null) return warnings;
  const read = await readSecret(credentials, 'the storage credentials', env);
  const unknown = Object.keys(parseCredentials(read.value).variables).filter((name) => !KNOWN.test(name));
  return [...warnings, ...read.warnings, ...(unknown.length === 0 ? [] : [unknownVariables(unknown)])];
}

function unknownVariables(names: readonly string[]): Warning {
  return {
    code: 'W_CREDENTIALS',
    message: `the storage credentials hold variables that no storage knows: ${names.join(', ')}`,
    hint: 'See docs/contract.md for the names.',
  };
}
