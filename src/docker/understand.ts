import { KopiDockaError } from '../errors.ts';

/**
 * Reads an answer of the engine with one of the parsers.
 *
 * Errors  E_DOCKER when the answer is not what the API promises.
 */
export function understand<T>(what: string, parse: (answer: unknown) => T, answer: unknown): T {
  try {
    return parse(answer);
  } catch (cause) {
    throw new KopiDockaError('E_DOCKER', `${what}: the answer of Docker is not understood`, { cause });
  }
}
