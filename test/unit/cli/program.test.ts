import { expect, test } from 'vitest';
import type { App } from '../../../src/app.ts';
import type { BackupRequest } from '../../../src/backup/types.ts';
import { runCli } from '../../../src/cli/program.ts';
import { KopiDockaError } from '../../../src/errors.ts';
import { type CapturedTerminal, capturedTerminal } from './captured-terminal.ts';
import { backupPlan, backupResult, point, restorePlan, restoreResult } from './samples.ts';

/** Runs the program on an app that remembers what it was asked and answers with samples. */
async function run(argv: readonly string[], terminal: CapturedTerminal = capturedTerminal(), parts: object = {}) {
  const asked: unknown[] = [];
  const remember = (answer: unknown) => async (request: unknown) => {
    asked.push(request);
    return answer;
  };
  const app = {
    identity: { user: 'root', host: 'alpha' },
    backup: async () => ({ plan: remember(backupPlan()), run: remember(backupResult()) }),
    restore: async () => ({ plan: remember(restorePlan()), run: remember(restoreResult()) }),
    points: async () => [point(), point({ id: 'b0000000', unit: 'blog', host: 'beta' })],
    ...parts,
  } as unknown as App;
  const flags: (string | null)[] = [];
  const exitCode = await runCli(argv, terminal, async ({ configFlag }) => {
    flags.push(configFlag);
    return app;
  });
  return { exitCode, asked, flags, stdout: terminal.stdoutText(), stderr: terminal.stderrText() };
}

test.each([
  [['backup', '--strateg', 'stop'], "unknown option '--strateg'", 'Did you mean --strategy?'],
  [['bakup'], "unknown command 'bakup'", 'Did you mean backup?'],
  [['--jsn', 'list'], "unknown option '--jsn'", 'Did you mean --json?'],
  [['backup', '--strategy', 'hope'], "argument 'hope' is invalid", 'kopi-docka backup --help'],
  [['list', 'one', 'two'], 'too many arguments', 'kopi-docka list --help'],
  [['backup', '--exclude'], 'argument missing', 'kopi-docka backup --help'],
  [['--progress', 'loud', 'list'], "argument 'loud' is invalid", 'kopi-docka --help'],
  [['restore', 'shop', '--yes', '--to-volume', 'db'], '--to-volume: takes OLD=NEW', '--help'],
  [['restore', 'shop', '--yes', '--to-volume', 'a=b=c'], '--to-volume: takes OLD=NEW', '--help'],
  [['restore', 'shop', '--yes', '--previous', '-1'], '--previous: takes a whole number', '--help'],
  [['restore', 'shop', '--yes', '--at', '2d', '--point', 'ab'], '--point and --at exclude each other', '--help'],
  [['backup', '--exclude', ''], '--exclude: a pattern must not be empty', '--help'],
])('%j is wrong use: exit 2, one line, and where to look', async (argv, message, hint) => {
  const { exitCode, stdout, stderr, asked } = await run(argv);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
  expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(asked).toEqual([]);
});

test('wrong use with --json is one document on stdout and nothing on stderr', async () => {
  const { exitCode, stdout, stderr } = await run(['bakup', '--json']);
  expect(exitCode).toBe(2);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    schema: 'kopi-docka/error/1',
    exitCode: 2,
    error: { code: 'E_USAGE', message: "unknown command 'bakup'", hint: 'Did you mean backup?' },
  });
});

test('no command at all is wrong use, and shows the help on stderr', async () => {
  const { exitCode, stdout, stderr } = await run([]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('Usage: kopi-docka');
});

test('no command with --json is one document and no help', async () => {
  const { stdout } = await run(['--json']);
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, error: { code: 'E_USAGE' } });
});

test.each([[['--help']], [['help']], [['backup', '--help']], [['help', 'backup']]])(
  '%j is help that was asked for: stdout, exit 0',
  async (argv) => {
    const { exitCode, stdout, stderr } = await run(argv);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: kopi-docka');
    expect(stderr).toBe('');
  },
);

test('the help of a command shows the global flags too', async () => {
  expect((await run(['units', '--help'])).stdout).toContain('--log-format');
});

test.each([
  [['--json', '--config', '/c.yaml', 'backup', '--dry-run']],
  [['backup', '--dry-run', '--json', '--config', '/c.yaml']],
  [['backup', '--config=/c.yaml', '--dry-run', '--json']],
])('%j: global flags are taken before and after the command', async (argv) => {
  const { exitCode, flags, stdout } = await run(argv);
  expect(exitCode).toBe(0);
  expect(flags).toEqual(['/c.yaml']);
  expect(JSON.parse(stdout)).toEqual(backupPlan());
});

const wholeBackup: BackupRequest = {
  units: [],
  strategy: null,
  format: null,
  exclude: [],
  start: true,
  acceptShrink: false,
  dryRun: false,
};

test.each([
  [['backup'], wholeBackup],
  [['backup', 'shop', 'blog', '--dry-run'], { ...wholeBackup, units: ['shop', 'blog'], dryRun: true }],
  [['backup', '--strategy', 'none', '--backup-format', 'tar'], { ...wholeBackup, strategy: 'none', format: 'tar' }],
  [
    ['backup', '--exclude', '*.tmp', '--exclude', '/c/', '--no-start'],
    { ...wholeBackup, exclude: ['*.tmp', '/c/'], start: false },
  ],
  [['backup', '--', '--odd'], { ...wholeBackup, units: ['--odd'] }],
])('%j asks for the backup it says', async (argv, request) => {
  const { exitCode, asked } = await run(argv);
  expect(exitCode).toBe(0);
  expect(asked).toEqual([request]);
});

const wholeRestore = {
  ...{ unit: 'shop', at: null, previous: 0, point: null, host: null, volumes: [], toVolume: {}, toDir: null },
  ...{ rename: null, start: true, create: true, keepUndo: true, dryRun: false },
};

test.each([
  [['restore', 'shop', '--yes'], wholeRestore],
  [['restore', 'shop', '--yes', '--at', '2d', '--previous', '1'], { ...wholeRestore, at: '2d', previous: 1 }],
  [['restore', '--point', 'ab12', '--yes'], { ...wholeRestore, unit: null, point: 'ab12' }],
  [['restore', 'shop', '--yes', '--volume', 'a', '--volume', 'b'], { ...wholeRestore, volumes: ['a', 'b'] }],
  [
    ['restore', 'shop', '--yes', '--to-volume', 'a=b', '--to-volume', 'c=d'],
    { ...wholeRestore, toVolume: { a: 'b', c: 'd' } },
  ],
  [['restore', 'shop', '--yes', '--to-dir', '/x/../y'], { ...wholeRestore, toDir: '/y' }],
  [['restore', 'shop', '--dry-run', '--host', 'beta'], { ...wholeRestore, host: 'beta', dryRun: true }],
  [
    ['restore', 'shop', '--yes', '--no-start', '--no-create', '--no-undo'],
    { ...wholeRestore, start: false, create: false, keepUndo: false },
  ],
])('%j asks for the restore it says', async (argv, request) => {
  const { exitCode, asked } = await run(argv);
  expect(exitCode).toBe(0);
  expect(asked).toEqual([request]);
});

test.each([
  [['restore'], '--yes'],
  [['restore', '--yes'], 'name of a unit'],
  [['restore', 'shop'], '--yes'],
])('%j without a terminal is refused with the flag to give', async (argv, hint) => {
  const { exitCode, stderr, asked } = await run(argv);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(hint);
  expect(asked).toEqual([]);
});

test.each([
  ['CI', ['restore', 'shop'], { CI: 'true' }],
  ['--no-input', ['restore', 'shop', '--no-input'], {}],
] as const)('%s means that nobody is asked, even on a terminal', async (_, argv, env) => {
  const { exitCode, stderr } = await run(argv, capturedTerminal({ isTTY: true, env }));
  expect(exitCode).toBe(2);
  expect(stderr).toContain('nobody can be asked');
});

test('a dry run that would be refused ends with the code of the refusal', async () => {
  const refusals = [{ code: 'E_RESTORE_REFUSED', message: 'no', hint: 'yes' }] as const;
  const restore = async () => ({ plan: async () => restorePlan({ refusals }) });
  const { exitCode } = await run(['restore', 'shop', '--dry-run'], capturedTerminal(), { restore });
  expect(exitCode).toBe(30);
});

test('a dry run that would refuse a unit ends with the code of the run it announces', async () => {
  const refused = { code: 'E_STRATEGY', message: 'no', hint: 'yes' } as const;
  const [unit] = backupPlan().units;
  const units = unit === undefined ? [] : [unit, { ...unit, refused }];
  const backup = async () => ({ plan: async () => ({ ...backupPlan(), units }) });
  expect((await run(['backup', '--dry-run'], capturedTerminal(), { backup })).exitCode).toBe(3);
});

test('--quiet prints nothing when all went well', async () => {
  const { stdout, stderr } = await run(['backup', '--quiet']);
  expect(stdout + stderr).toBe('');
});

test('--quiet still prints what went wrong, and the exit code is that of the result', async () => {
  const failed = backupResult({ exitCode: 20, status: 'partial', containersNotBack: ['shop-web-1'] });
  const backup = async () => ({ run: async () => failed });
  const { exitCode, stdout } = await run(['backup', '--quiet'], capturedTerminal(), { backup });
  expect(exitCode).toBe(20);
  expect(stdout).toContain('docker start shop-web-1');
});

test('--json prints the very result, once', async () => {
  const { stdout } = await run(['backup', '--json']);
  expect(JSON.parse(stdout)).toEqual(backupResult());
});

test('a failure of a part is shown by its code, message and hint', async () => {
  const points = async () => {
    throw new KopiDockaError('E_REPO_PASSWORD', 'the password does not open the repository');
  };
  const text = await run(['list'], capturedTerminal(), { points });
  expect(text.exitCode).toBe(12);
  expect(text.stderr).toMatch(/^error: the password does not open the repository\nhint: .+\n$/);
  const json = await run(['list', '--json'], capturedTerminal(), { points });
  expect(JSON.parse(json.stdout)).toMatchObject({ exitCode: 12, error: { code: 'E_REPO_PASSWORD' } });
});

test('with --log-format json a failure is a record on stderr', async () => {
  const points = async () => {
    throw new KopiDockaError('E_REPO', 'the repository is out of reach');
  };
  const { stderr } = await run(['list', '--log-format', 'json'], capturedTerminal(), { points });
  expect(JSON.parse(stderr)).toMatchObject({ level: 'error', code: 'E_REPO', msg: 'the repository is out of reach' });
});

test('a bug shows its stack only with --verbose', async () => {
  const points = async () => {
    throw new TypeError('x is not a function');
  };
  const brief = await run(['list'], capturedTerminal(), { points });
  expect(brief.exitCode).toBe(1);
  expect(brief.stderr).not.toContain('program.test.ts');
  const verbose = await run(['list', '-v'], capturedTerminal(), { points });
  expect(verbose.stderr).toContain('program.test.ts');
});

test('list shows the points of this host only, unless told otherwise', async () => {
  const units = (stdout: string) =>
    (JSON.parse(stdout) as { points: { unit: string }[] }).points.map(({ unit }) => unit);
  expect(units((await run(['list', '--json'])).stdout)).toEqual(['shop']);
  expect(units((await run(['list', '--json', '--host', 'beta'])).stdout)).toEqual(['blog']);
  expect(units((await run(['list', '--json', '--all-hosts'])).stdout)).toEqual(['shop', 'blog']);
});

test('list of a unit without points is an empty list', async () => {
  const { exitCode, stdout } = await run(['list', 'shpp']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe('No restore points.\n');
});

test('version answers as text and as JSON', async () => {
  expect((await run(['version', '--quiet'])).stdout).toMatch(/^kopi-docka \S+\n$/);
  expect(JSON.parse((await run(['version', '--json'])).stdout)).toMatchObject({ schema: 'kopi-docka/version/1' });
});
