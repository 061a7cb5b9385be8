import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabHost, newHost, programPath, runCli } from '../../lab/cli.ts';
import { sharedEngine } from '../../lab/shared.ts';

const VERSION_LINE = /^kopi-docka \d+\.\d+\.\d+\S*\n$/;

let host: LabHost;

beforeAll(() => {
  host = newHost(sharedEngine());
});

afterAll(() => host.dispose());

/** Runs a line of shell in which $PROGRAM is the built program. */
function shell(line: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const env = { ...host.env, PROGRAM: `${process.execPath} ${programPath()}` };
  return new Promise((resolve) => {
    execFile('/bin/bash', ['-c', line], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('the built program', () => {
  test.each([[['--version']], [['-V']], [['version']]])('answers %j with its version', async (args) => {
    const { exitCode, stdout, stderr } = await runCli(host, args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(VERSION_LINE);
  });

  test('answers --version hardly slower than a bare Node.js starts', async () => {
    const ratios: number[] = [];
    for (let i = 0; i < 21; i += 1) {
      const bare = await cpuSeconds('-e 0');
      ratios.push((await cpuSeconds(`${programPath()} --version`)) / bare);
    }
    expect(median(ratios)).toBeLessThan(1.5);
  });

  test('answers an unknown command with exit 2 and the nearest name', async () => {
    const { exitCode, stdout, stderr } = await runCli(host, ['bakup']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe("error: unknown command 'bakup'\nhint: Did you mean backup?\n");
  });

  test('runs with a closed stdin', async () => {
    const { exitCode, stdout } = await shell('$PROGRAM --help <&-');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: kopi-docka');
  });

  test('runs with a closed stdout and stderr', async () => {
    expect((await shell('$PROGRAM units >&- 2>&-')).exitCode).toBe(0);
  });

  test('ends quietly when its reader goes away', async () => {
    const { stdout, stderr } = await shell('set -o pipefail; $PROGRAM --help | head -1; echo "$?"');
    expect(stdout).toBe('Usage: kopi-docka [options] [command]\n0\n');
    expect(stderr).toBe('');
  });

  test('prints all of a long result into a pipe that is read slowly', async () => {
    const { stdout } = await shell(
      'for i in {1..400}; do echo "  u$i: { exclude: [a$i] }"; done > $KOPI_DOCKA_HOME.yaml; sed -i "1i units:" $KOPI_DOCKA_HOME.yaml; $PROGRAM config show --json --config $KOPI_DOCKA_HOME.yaml | (sleep 1; cat)',
    );
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'kopi-docka/config/1' });
  });

  test('needs nothing of the environment but PATH', async () => {
    const { exitCode, stdout, stderr } = await shell('env -i PATH="$PATH" $PROGRAM --help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: kopi-docka');
  });

  test('changes nothing on a fresh host when it is only asked', async () => {
    const fresh = newHost(sharedEngine());
    await runCli(fresh, ['units']);
    await runCli(fresh, ['doctor']);
    await runCli(fresh, ['config', 'show']);
    await runCli(fresh, ['list']);
    await runCli(fresh, ['backup', '--dry-run']);
    const { stdout } = await shell(`find ${fresh.home} ${fresh.userHome} -mindepth 1 -not -path "*/.docker*"`);
    expect(stdout).toBe('');
    fresh.dispose();
  });
});

describe('colour', () => {
  test('goes to a terminal', async () => {
    expect(await onTerminal('$PROGRAM bakup')).toContain('\u001b[31merror:');
  });

  test.each(['NO_COLOR=1', 'TERM=dumb'])('is left out on a terminal with %s', async (setting) => {
    expect(await onTerminal(`${setting} $PROGRAM bakup`)).toMatch(/^error:/);
  });

  test('is left out with --no-color', async () => {
    expect(await onTerminal('$PROGRAM bakup --no-color')).toMatch(/^error:/);
  });

  test('does not go into a pipe', async () => {
    expect((await runCli(host, ['bakup'])).stderr).toMatch(/^error:/);
  });
});

describe('a failure', () => {
  test('is one line and a hint on stderr, and one document with --json', async () => {
    const args = ['backup', 'no-such-unit'];
    const text = await runCli(host, args);
    expect({ exitCode: text.exitCode, stdout: text.stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(text.stderr).toMatch(/^error: .*no-such-unit.*\nhint: .+\n$/);
    const { exitCode, json } = await runCli(host, [...args, '--json']);
    expect(exitCode).toBe(2);
    expect(json).toEqual({
      schema: 'kopi-docka/error/1',
      exitCode: 2,
      error: { code: 'E_UNKNOWN_UNIT', message: expect.stringContaining('no-such-unit'), hint: expect.any(String) },
    });
  });

  test.each([['units'], ['backup']])('of Docker is exit 6: %s', async (command) => {
    const { exitCode, json } = await runCli(host, [command, '--json'], { env: { DOCKER_HOST: 'unix:///nonexistent' } });
    expect(exitCode).toBe(6);
    expect(json.error.code).toBe('E_DOCKER');
  });

  test('of kopia is exit 5 when there is none', async () => {
    const { exitCode, json } = await runCli(host, ['backup', '--json'], { env: { KOPI_DOCKA_KOPIA: '/nonexistent' } });
    expect(exitCode).toBe(5);
    expect(json.error.code).toBe('E_KOPIA_MISSING');
  });

  test('of kopia is exit 5 when it is too old', async () => {
    const kopia = join(host.userHome, 'old-kopia');
    writeFileSync(kopia, '#!/bin/sh\necho "0.10.7 build: abc from: kopia/kopia"\n');
    chmodSync(kopia, 0o755);
    const { exitCode, json } = await runCli(host, ['backup', '--json'], { env: { KOPI_DOCKA_KOPIA: kopia } });
    expect(exitCode).toBe(5);
    expect(json.error.code).toBe('E_KOPIA_VERSION');
  });

  test('of the configuration is exit 4, with line and column', async () => {
    const config = join(host.userHome, 'config.yaml');
    writeFileSync(config, 'backup:\n  stratgy: stop\n');
    const { exitCode, stderr } = await runCli(host, ['units', '--config', config]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/2:3/);
    expect(stderr).toContain('strategy');
  });

  test('of a configuration that is named and not there is exit 4', async () => {
    expect((await runCli(host, ['units', '--config', '/nonexistent.yaml'])).exitCode).toBe(4);
  });

  test('of a repository that is gone is exit 10', async () => {
    mkdirSync(host.home, { recursive: true });
    const config = join(host.userHome, 'gone.yaml');
    writeFileSync(config, 'repository:\n  url: filesystem:///nonexistent/repository\n');
    const { exitCode, json } = await runCli(host, ['list', '--json', '--config', config]);
    expect(exitCode).toBe(10);
    expect(json.error.code).toBe('E_REPO_ABSENT');
  });
});

/** What Node.js takes of the processor from start to end: other than the time of day, it hardly hangs on what else runs. */
async function cpuSeconds(args: string): Promise<number> {
  const { stderr } = await shell(`TIMEFORMAT='%U %S'; time ${process.execPath} ${args} >/dev/null`);
  return stderr.split(' ').reduce((sum, seconds) => sum + Number(seconds), 0);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** What a line of shell shows on a terminal. */
async function onTerminal(line: string): Promise<string> {
  return (await shell(`script --quiet --return --command ${JSON.stringify(line)} /dev/null`)).stdout;
}
