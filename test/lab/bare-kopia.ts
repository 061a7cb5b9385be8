import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from './cli.ts';
import { tools } from './tools.ts';

/**
 * Runs kopia itself on the repository of a host, past the program, and gives its stdout.
 *
 * Errors  Throws when it fails, or when the program has not opened the repository yet.
 */
export function bareKopia(host: LabHost, ...args: readonly string[]): string {
  const run = join(host.home, 'run');
  const connection = readdirSync(run).find((name) => /^kopia-.*\.json$/.test(name)) ?? 'none';
  const password = readFileSync(join(host.home, 'repository.password'), 'utf8').trim();
  return execFileSync(
    tools().kopia,
    [`--config-file=${join(run, connection)}`, '--no-auto-maintenance', '--disable-file-logging', ...args],
    { env: { HOME: host.userHome, KOPIA_PASSWORD: password }, encoding: 'utf8' },
  );
}
