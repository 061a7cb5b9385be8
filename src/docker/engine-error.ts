import { KopiDockaError } from '../errors.ts';

/** Codes of Node that mean: nobody answered, or the answer was lost on the way. */
const LOST = ['ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'EAI_AGAIN'];

/** True when the request may or may not have been carried out, and asking again can help. */
export function isLostReply(thrown: unknown): boolean {
  return LOST.includes(codeOf(thrown));
}

/** What a call that never got an answer says to the user. */
export function unreachable(thrown: unknown, what: string, endpoint: string): KopiDockaError {
  const code = codeOf(thrown);
  const options = (hint: string) => ({ hint, cause: thrown });
  switch (code) {
    case 'ENOENT':
      return new KopiDockaError(
        'E_DOCKER',
        `no Docker engine at ${endpoint}: there is no such socket`,
        options('Start the engine (systemctl start docker), or name it in DOCKER_HOST.'),
      );
    case 'EACCES':
    case 'EPERM':
      return new KopiDockaError(
        'E_DOCKER',
        `not permitted to use the Docker engine at ${endpoint}`,
        options('Run it as root, for example with sudo, or add this user to the group docker.'),
      );
    case 'ECONNREFUSED':
      return new KopiDockaError(
        'E_DOCKER',
        `no Docker engine answers at ${endpoint}`,
        options('Start the engine (systemctl start docker) and see its log.'),
      );
    default:
      return new KopiDockaError(
        'E_DOCKER',
        `${what}: the connection to ${endpoint} failed (${code || 'no reason given'})`,
        {
          cause: thrown,
        },
      );
  }
}

/** What a call says to the user that the engine left without an answer. */
export function timedOut(what: string, deadlineMs: number): KopiDockaError {
  return new KopiDockaError(
    'E_DOCKER_TIMEOUT',
    `${what}: no answer from Docker within ${Math.round(deadlineMs / 1000)} s`,
  );
}

/** What a call says to the user that the engine answered with no. */
export function refused(what: string, status: number, body: unknown): KopiDockaError {
  return new KopiDockaError('E_DOCKER', `${what}: ${engineMessage(body)} (HTTP ${status})`, {
    hint: 'See docker info and the log of the engine.',
  });
}

/**
 * The engine's own words, on one line.
 *
 * Promise Passwords in mount options are masked: the engine quotes the options of a volume that it can not mount.
 */
function engineMessage(body: unknown): string {
  const text =
    typeof body === 'object' && body !== null && 'message' in body
      ? String(body.message)
      : String(body || 'no reason given');
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500)
    .replace(/(pass(?:word)?\d?=)[^,\s"']*/gi, '$1***');
}

function codeOf(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : '';
}
