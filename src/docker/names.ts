import { KopiDockaError } from '../errors.ts';

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}$/;

/** True for an ID, or for the name of a container, a volume or a network, as the engine itself makes them. */
export function isEngineName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Lets only IDs and names through that are safe inside a URL.
 *
 * Errors  E_DOCKER, naming the value, when it is neither.
 * Source  docker-modem escapes nothing: `../info?x` leads to a redirect and an uncaught exception (docker.md §3).
 */
export function checkedName(what: 'container' | 'volume' | 'network', text: string): string {
  if (isEngineName(text)) return text;
  throw new KopiDockaError('E_DOCKER', `not the name of a ${what}: ${JSON.stringify(text.slice(0, 80))}`, {
    hint: `See docker ${what} ls.`,
  });
}
