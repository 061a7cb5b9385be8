import { readFileSync } from 'node:fs';
import { readSecret } from '../config/secrets.ts';
import type { Config } from '../config/types.ts';
import { KopiDockaError } from '../errors.ts';
import { parseCredentials } from './parse-credentials.ts';
import type { BackendContext } from './types.ts';

/**
 * Gathers what a backend may need: variables from the configured source, else from the environment; the private CA.
 *
 * Errors  E_CREDENTIALS when a configured source can not be read or understood.
 * Promise The configured source wins over the environment, variable by variable.
 */
export async function readBackendContext(config: Config, env: Readonly<NodeJS.ProcessEnv>): Promise<BackendContext> {
  const { credentials, customCa } = config.repository;
  return {
    credentials: { ...env, ...(credentials === null ? {} : await readVariables(credentials, env)) },
    customCa: customCa === null ? null : readCa(customCa),
    home: env['HOME'] ?? '/root',
  };
}

async function readVariables(
  source: NonNullable<Config['repository']['credentials']>,
  env: Readonly<NodeJS.ProcessEnv>,
) {
  const { value } = await readSecret(source, 'the storage credentials', env);
  const { variables, badLines } = parseCredentials(value);
  if (badLines.length > 0)
    throw new KopiDockaError('E_CREDENTIALS', `the storage credentials: line ${badLines[0]} is not KEY=VALUE`);
  return variables;
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KopiDockaError('E_CONFIG_UNREADABLE', `repository.customCa: ${path} can not be read`, { cause });
  }
}
