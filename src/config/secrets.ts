import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { run } from '../host/run.ts';
import { readInlinePassword } from './parse-older-config.ts';
import { parseWords } from './parse-words.ts';
import type { SecretSource } from './types.ts';

const COMMAND_TIMEOUT_MS = 60_000;

/** A secret, and what is not as it should be about the place it came from. */
export interface ReadSecret {
  readonly value: string;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a secret from where the configuration says it is; newlines at its end are no part of it.
 *
 * Errors  E_CREDENTIALS when it is missing or empty, when its file may be changed by others, or when its command fails.
 * Promise No message holds the secret, nor what its command printed. A command runs without a shell.
 */
export async function readSecret(
  source: SecretSource,
  what: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<ReadSecret> {
  const { text, warnings } = await readText(source, what, env);
  const value = text.replace(/[\r\n]+$/, '');
  if (value === '') throw new KopiDockaError('E_CREDENTIALS', `${what} is empty: ${describeSecret(source)}`);
  return { value, warnings };
}

/** Names the place of a secret: `file /etc/…`, `variable NAME`. */
export function describeSecret(source: SecretSource): string {
  if ('file' in source) return `file ${source.file}`;
  if ('env' in source) return `variable ${source.env}`;
  if ('command' in source) return 'the configured command';
  return 'credential' in source ? `systemd credential ${source.credential}` : `file ${source.olderConfig}`;
}

async function readText(source: SecretSource, what: string, env: Readonly<NodeJS.ProcessEnv>) {
  if ('file' in source) return readSecretFile(source.file, what);
  if ('env' in source) return { text: env[source.env] ?? '', warnings: [] };
  if ('command' in source) return { text: await runCommand(source.command, what, env), warnings: [] };
  if ('credential' in source) return { text: readCredential(source.credential, what, env), warnings: [] };
  const { text, warnings } = readSecretFile(source.olderConfig, what);
  return { text: readInlinePassword(text) ?? '', warnings };
}

function readCredential(name: string, what: string, env: Readonly<NodeJS.ProcessEnv>): string {
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (!folder)
    throw new KopiDockaError(
      'E_CREDENTIALS',
      `${what}: systemd gave no credentials (CREDENTIALS_DIRECTORY is not set)`,
    );
  return readOrFail(join(folder, name), what);
}

function readSecretFile(path: string, what: string) {
  const text = readOrFail(path, what);
  const mode = statSync(path).mode;
  if (mode & 0o022)
    throw new KopiDockaError('E_CREDENTIALS', `${what}: others may change ${path}`, { hint: `chmod 600 ${path}` });
  const readable: Warning = {
    code: 'W_SECRET_READABLE',
    message: `${what}: others may read ${path}`,
    hint: `chmod 600 ${path}`,
  };
  return { text, warnings: mode & 0o044 ? [readable] : [] };
}

function readOrFail(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'is not there' : `can not be read (${code})`;
    throw new KopiDockaError('E_CREDENTIALS', `${what}: ${path} ${reason}`, { cause });
  }
}

async function runCommand(command: string, what: string, env: Readonly<NodeJS.ProcessEnv>): Promise<string> {
  const [file, ...args] = parseWords(command) ?? [];
  if (file === undefined)
    throw new KopiDockaError('E_CREDENTIALS', `${what}: its command has an open quote or is empty`);
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { exitCode, stdout } = await run(file, args, { timeoutMs: COMMAND_TIMEOUT_MS, env: Object.fromEntries(given) });
  if (exitCode !== 0)
    throw new KopiDockaError('E_CREDENTIALS', `${what}: its command ${file} ended with exit code ${exitCode}`);
  return stdout;
}
