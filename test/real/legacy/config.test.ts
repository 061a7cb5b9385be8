import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../lab/cli.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { type PythonHost, pythonHost } from './python-host.ts';

let python: PythonHost;
let id: string;
const cli = (...args: readonly string[]) => runCli(python.host, ['--config', python.config, ...args]);
const idsOf = (json: { points: readonly { id: string }[] }) => json.points.map((point) => point.id);
const connection = (profile: string) => join(python.host.userHome, `.config/kopia/repository-${profile}.config`);

beforeAll(() => {
  python = pythonHost(sharedEngine(), 'confhost');
  const data = join(python.folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'file'), 'content');
  id = python.save({ unit: 'tool', volumes: [{ name: 'tool_state', path: data }] });
});
afterAll(() => python.dispose());

test('a password file and a profile of another name are taken over', async () => {
  const passwordFile = join(python.folder, '.kopi-docka.password');
  writeFileSync(passwordFile, 'password of the Python tool\n', { mode: 0o600 });
  renameSync(connection('kopi-docka'), connection('office'));
  python.configure({ password: 'another one, which does not count', password_file: passwordFile, profile: 'office' });
  expect(idsOf((await cli('list', '--json')).json)).toEqual([id]);
  renameSync(connection('office'), connection('kopi-docka'));
});

test('the settings of a 2.x host are read as far as they map, and the rest is named', async () => {
  const ini = join(python.folder, 'kopi-docka.conf');
  const text = `[kopia]\nrepository_path = ${python.repository}\npassword = password of the Python tool\n[backup]\nstop_timeout = 9\n[alerts]\nmail = me\n`;
  writeFileSync(ini, text, { mode: 0o600 });
  const listed = await runCli(python.host, ['--config', ini, 'list', '--json']);
  expect(idsOf(listed.json)).toEqual([id]);
  const shown = (await runCli(python.host, ['--config', ini, 'config', 'show', '--json'])).json;
  expect(shown).toMatchObject({ origin: 'python', backup: { stopTimeoutSeconds: 9 } });
  expect(shown.warnings).toMatchObject([{ code: 'W_OLDER_CONFIG', message: expect.stringContaining('alerts') }]);
});

test('without a connection of the Python tool the name is that of the system, as kopia would take it', async () => {
  python.configure();
  const aside = join(python.folder, 'aside');
  renameSync(connection('kopi-docka'), aside);
  const [short = ''] = hostname().toLowerCase().split('.');
  expect(idsOf((await cli('list', '--json')).json)).toEqual([]);
  expect(idsOf((await cli('list', '--host', 'confhost', '--json')).json)).toEqual([id]);
  const plan = await cli('restore', 'tool', '--dry-run', '--json');
  expect(plan.json.error).toMatchObject({ code: 'E_UNKNOWN_POINT', message: `${short} has no restore point of tool` });
  expect(userInfo().username).toBe('root');
  renameSync(aside, connection('kopi-docka'));
});

test('the repository that was really used counts, and that the settings name another one is said', async () => {
  python.configure({ kopia_params: 'filesystem --path /backup/never-used' });
  const listed = await cli('list', '--json');
  expect(idsOf(listed.json)).toEqual([id]);
  expect(listed.stderr).toContain(
    `names another repository than the one that was used all the time: filesystem://${python.repository}`,
  );
});

test('a repository that has moved is found where the settings say', async () => {
  const moved = `${python.repository}-moved`;
  renameSync(python.repository, moved);
  python.configure({ kopia_params: `filesystem --path=${moved}` });
  expect(idsOf((await cli('list', '--json')).json)).toEqual([id]);
  renameSync(moved, python.repository);
});

test.skipIf(existsSync('/etc/kopi-docka/config.yaml'))(
  'the configuration is found where the Python tool had it',
  async () => {
    python.configure();
    const found = join(python.host.userHome, '.config/kopi-docka/config.json');
    mkdirSync(dirname(found));
    renameSync(python.config, found);
    const places = Object.fromEntries(
      ['STATE', 'CACHE', 'RUNTIME'].map((name) => [`${name}_DIRECTORY`, join(python.folder, name)]),
    );
    const env = { KOPI_DOCKA_HOME: '', ...places };
    expect((await runCli(python.host, ['config', 'path'], { env })).stdout).toBe(`${found}\n`);
    expect(idsOf((await runCli(python.host, ['list', '--json'], { env })).json)).toEqual([id]);
    rmSync(found);
  },
);
