import { join } from 'node:path';
import { isAtLeast } from './parse-version.ts';
import type { KopiaBinary } from './types.ts';

/** Everything a kopia process needs besides its command. */
export interface KopiaSetup {
  readonly binary: KopiaBinary;
  readonly connectionFile: string;
  readonly password: string;
  /** Variables that the storage needs, secrets among them. */
  readonly storageEnv: Readonly<Record<string, string>>;
  /** A folder of ours: kopia's HOME and its logs lie in it. */
  readonly cacheDir: string;
  /** After so many seconds without any work a process counts as hung. */
  readonly stallSeconds: number;
}

/**
 * The flags that every kopia call gets.
 *
 * Source  Kopia 0.21 knows no --disable-content-log and no --disable-repository-log. Maintenance would run inside
 *         `policy import` and `snapshot pin`. Measured.
 */
export function globalArguments(setup: KopiaSetup): readonly string[] {
  const quiet = isAtLeast(setup.binary.version, [0, 22, 0])
    ? ['--disable-content-log', '--disable-repository-log']
    : [`--log-dir=${join(setup.cacheDir, 'logs')}`];
  return [
    `--config-file=${setup.connectionFile}`,
    '--no-auto-maintenance',
    '--disable-color',
    '--error-notifications=never',
    '--disable-file-logging',
    ...quiet,
  ];
}

/** The whole environment of a kopia process: nothing is inherited but PATH, and nothing lands in the user's home. */
export function kopiaEnvironment(setup: KopiaSetup): { readonly HOME: string } & Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: join(setup.cacheDir, 'home'),
    LANG: 'C.UTF-8',
    ...setup.storageEnv,
    KOPIA_PASSWORD: setup.password,
    KOPIA_CHECK_FOR_UPDATES: 'false',
    KOPIA_PERSIST_CREDENTIALS_ON_CONNECT: 'false',
    KOPIA_LOG_DIR: join(setup.cacheDir, 'logs'),
  };
}
