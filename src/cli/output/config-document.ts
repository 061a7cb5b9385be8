import type { Config, SecretSource } from '../../config/types.ts';

/** Tells whether a secret is there, and where from: `[SET]` or `[NOT SET]`. */
export type SecretState = (source: SecretSource) => string;

/**
 * The configuration as it may be shown: every setting, and of secrets only whether they are set and where they come from.
 *
 * Promise Holds no secret: passwords inside URLs are taken out, and notification targets, whose URLs are often secret, are not shown.
 */
export function configDocument(config: Config, stateOf: SecretState): Readonly<Record<string, unknown>> {
  const { repository, notifications, ...rest } = config;
  const { password, credentials } = repository;
  return {
    ...rest,
    repository: {
      ...repository,
      url: withoutPassword(repository.url),
      password: stateOf(password),
      credentials: credentials === null ? '[NOT SET]' : stateOf(credentials),
    },
    notifications: notifications.map(() => '[SET]'),
  };
}

/** Takes the password out of `scheme://user:password@host`, and whatever a query calls a key, secret, token or password. */
export function withoutPassword(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):[^/?#]*@/i, '$1:[SET]@')
    .replace(/([?&][^=&#]*(?:key|secret|token|password)[^=&#]*=)[^&#]*/gi, '$1[SET]');
}
