import { KopiDockaError } from '../errors.ts';

const OURS = '1.47';
const LEAST = '1.40';

/**
 * The newest API version that both sides speak.
 *
 * Shape   `1.41`, as the engine's Api-Version header says it
 * Errors  E_DOCKER_VERSION when the engine is too old, or does not say.
 */
export function agreeOnVersion(theirs: string): string {
  if (!/^\d+\.\d+$/.test(theirs) || isOlder(theirs, LEAST))
    throw new KopiDockaError(
      'E_DOCKER_VERSION',
      `the Docker engine speaks API ${theirs.slice(0, 20) || 'unknown'}, which is too old`,
    );
  return isOlder(theirs, OURS) ? theirs : OURS;
}

function isOlder(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
