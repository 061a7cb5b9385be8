import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';

/** Codes of Node that mean: nobody answered, or the answer was lost on the way. */
const LOST = ['ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'EAI_AGAIN'];

/** True when the request may or may not have been carried out, and asking again can help. */
export function isLostReply(thrown: unknown): boolean {
  return LOST.includes(codeOf(thrown));
}

/** What a call that never got an answer says to the user. */
export function unreachable(thrown: unknown, what: string, endpoint: string): KopiDockaError {
  const { message, hint } = explain(thrown, what, endpoint);
  return new KopiDockaError('E_DOCKER', message, { ...(hint === undefined ? {} : { hint }), cause: thrown });
}

function explain(
  thrown: unknown,
  what: string,
  endpoint: string,
): { readonly message: string; readonly hint?: string } {
  switch (codeOf(thrown)) {
    case 'ENOENT':
      return {
        message: `no Docker engine at ${endpoint}: there is no such socket`,
        hint: 'Start the engine (systemctl start docker), or name it in DOCKER_HOST.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        message: `not permitted to use the Docker engine at ${endpoint}`,
        hint: 'Run it as root, for example with sudo, or add this user to the group docker.',
      };
    case 'ECONNREFUSED':
      return {
        message: `no Docker engine answers at ${endpoint}`,
        hint: 'Start the engine (systemctl start docker) and see its log.',
      };
    default: {
      const reason = codeOf(thrown) || (thrown instanceof Error ? oneLine(thrown.message) : 'no reason given');
      return { message: `${what}: the connection to ${endpoint} failed (${reason})` };
    }
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
  return oneLine(text).replace(/(pass(?:word)?\d?=)[^,\s"']*/gi, '$1***');
}

function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim().slice(0, 500));
}

function codeOf(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : '';
}
