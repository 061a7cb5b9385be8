import { KopiDockaError } from '../errors.ts';

type Credentials = Readonly<Record<string, string | undefined>>;

/** The value of the first of these variables that is set; undefined when none is. */
export function credential(credentials: Credentials, ...names: readonly string[]): string | undefined {
  const name = names.find((candidate) => credentials[candidate]);
  return name === undefined ? undefined : credentials[name];
}

/** The same for one that is needed. Errors E_CREDENTIALS with the names. */
export function neededCredential(credentials: Credentials, ...names: readonly string[]): string {
  const value = credential(credentials, ...names);
  if (value === undefined) throw missingCredentials([names.join(' or ')]);
  return value;
}

/** The error for variables that are not set. */
export function missingCredentials(names: readonly string[]): KopiDockaError {
  return new KopiDockaError('E_CREDENTIALS', `the storage needs ${names.join(' and ')}`, {
    hint: 'Put them as KEY=VALUE lines into a file of mode 0600 and name it in repository.credentials.',
  });
}

/** Tells whether a value is the path of a file, or the text that would be in it. */
export function isPath(value: string): boolean {
  return value.startsWith('/') && !value.includes('\n');
}

/** The same object without members that are undefined or empty. */
export function compact(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
}
