import { describeSecret, readSecret } from '../config/secrets.ts';
import type { SecretSource } from '../config/types.ts';

/**
 * Looks whether a secret is there.
 *
 * Shape   → `[SET] (file /etc/…)` or `[NOT SET] (…)`
 * Promise Runs no command: one that is configured counts as set. The secret itself is dropped at once.
 */
export async function describeSecretState(source: SecretSource, env: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  const isSet = 'command' in source || (await isThere(source, env));
  return `${isSet ? '[SET]' : '[NOT SET]'} (${describeSecret(source)})`;
}

async function isThere(source: SecretSource, env: Readonly<NodeJS.ProcessEnv>): Promise<boolean> {
  try {
    await readSecret(source, 'secret', env);
    return true;
  } catch {
    return false;
  }
}
