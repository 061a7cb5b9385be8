import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { pause, waitFor } from '../../lab/wait.ts';
import { captureWorld, checkWorld, type World } from '../../lab/world.ts';
import { onTmux, type Tmux } from './tmux.ts';

const UNIT = 'cli-terminal';
const engine = sharedEngine();

let host: LabHost;
let project: ComposeProject;
let data: string;
let before: World;
let terminal: Tmux | undefined;

beforeAll(async () => {
  host = newHost(engine);
  project = composeProject(engine, UNIT, {
    'compose.yaml': `services:
  web: { image: ${LAB_IMAGE}, network_mode: none, stop_grace_period: 1s, volumes: ["data:/data", "files:/files"] }
volumes: { data: {}, files: {} }
`,
  });
  await project.up();
  data = await project.volumeFolder('data');
  writeFileSync(join(data, 'file'), 'first');
  expect((await runCli(host, ['backup', UNIT])).exitCode).toBe(0);
  before = await captureWorld(engine, { prefix: UNIT });
});

afterEach(async () => {
  terminal?.dispose();
  terminal = undefined;
  expect(await checkWorld(before, engine, host)).toEqual([]);
});

afterAll(async () => {
  await project.dispose();
  host.dispose();
});

test('a backup on a terminal shows its progress and leaves a clean screen', async () => {
  terminal = onTmux(host, ['backup', UNIT]);
  expect(await terminal.exitCode(), terminal.screen()).toBe(0);
  const screen = terminal.screen();
  expect(screen).toMatch(new RegExp(`✓ ${UNIT}: done in .*, down `));
  expect(screen).toContain(`1 of 1 unit saved`);
  expect(screen).not.toContain('stopping');
});

test('a terminal that stands still does not keep containers down', async () => {
  terminal = onTmux(host, ['backup', UNIT, '--progress', 'plain', '--verbose']);
  terminal.keys('C-s');
  const point = async () => (await runCli(host, ['list', UNIT, '--json'])).json.points.length;
  const had = await point();
  await waitFor('a new point', async () => (await point()) > had, 60_000);
  const [web] = await project.containers();
  expect(web?.state).toBe('running');
  terminal.keys('C-q');
  expect(await terminal.exitCode(), terminal.screen()).toBe(0);
});

test('the wizard brings a unit back, and ends with the command line that does the same', async () => {
  writeFileSync(join(data, 'file'), 'second');
  terminal = onTmux(host, ['restore']);
  await terminal.shows('Which unit?');
  terminal.keys('Enter');
  await terminal.shows('Which restore point?');
  terminal.keys('Enter');
  await terminal.shows('Restore what?');
  terminal.keys('Enter');
  await terminal.shows('Restore where to?');
  terminal.keys('Enter');
  await terminal.shows('Do this?');
  expect(terminal.screen()).toContain('what is there now is REPLACED, and kept for undo');
  expect(readFileSync(join(data, 'file'), 'utf8')).toBe('second');
  terminal.keys('y', 'Enter');
  expect(await terminal.exitCode(), terminal.screen()).toBe(0);
  expect(readFileSync(join(data, 'file'), 'utf8')).toBe('first');
  expect(terminal.screen()).toMatch(new RegExp(`kopi-docka restore ${UNIT} --point [0-9a-f-]+ --yes`));
});

test.each([
  ['the first question', 'Which unit?', []],
  ['the last question', 'Do this?', ['Enter', 'Enter', 'Enter', 'Enter']],
])('Ctrl-C at %s leaves everything as it was, exit 130', async (_, question, keys) => {
  const content = readFileSync(join(data, 'file'), 'utf8');
  terminal = onTmux(host, ['restore']);
  await terminal.shows('Which unit?');
  for (const key of keys) {
    terminal.keys(key);
    await pause(300);
  }
  await terminal.shows(question);
  terminal.keys('C-c');
  expect(await terminal.exitCode()).toBe(130);
  expect(terminal.screen()).toContain('Nothing was changed.');
  expect(readFileSync(join(data, 'file'), 'utf8')).toBe(content);
});

test('"no" to the plan is a restore refused: exit 30, nothing changed', async () => {
  terminal = onTmux(host, ['restore', UNIT]);
  await terminal.shows('Do this?');
  terminal.keys('n', 'Enter');
  expect(await terminal.exitCode()).toBe(30);
  expect(terminal.screen()).toContain('Nothing was changed.');
});

test('SIGTERM at the question ends the program with 143 and changes nothing', async () => {
  terminal = onTmux(host, ['restore', UNIT]);
  await terminal.shows('Do this?');
  terminal.signal('SIGTERM');
  expect(await terminal.exitCode()).toBe(143);
  expect(terminal.screen()).toContain('Nothing was changed.');
});

test('undo asks, and puts back what the restore replaced', async () => {
  terminal = onTmux(host, ['undo']);
  await terminal.shows('Do this?');
  terminal.keys('y', 'Enter');
  expect(await terminal.exitCode(), terminal.screen()).toBe(0);
  expect(readFileSync(join(data, 'file'), 'utf8')).toBe('second');
});

test('a list fits a narrow terminal', async () => {
  terminal = onTmux(host, ['list'], { columns: 40, rows: 30 });
  expect(await terminal.exitCode(), terminal.screen()).toBe(0);
  expect(terminal.screen()).toContain(`unit: ${UNIT}`);
});
