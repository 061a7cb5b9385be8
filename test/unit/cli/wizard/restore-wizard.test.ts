import { screen } from '@inquirer/testing/vitest';
import { expect, test } from 'vitest';
import { askOn } from '../../../../src/cli/ask.ts';
import { parseRestoreRequest } from '../../../../src/cli/requests/restore-request.ts';
import { askForRestore } from '../../../../src/cli/wizard/restore-wizard.ts';
import type { Point } from '../../../../src/points/types.ts';
import { capturedTerminal } from '../captured-terminal.ts';
import { point } from '../samples.ts';

const { request: base } = parseRestoreRequest(undefined, {});
const older = point({ id: 'old00000', time: '2026-06-01T12:00:00Z', complete: false });
const blog = point({ id: 'blog0000', unit: 'blog', entries: [] });
const here = { host: 'alpha', now: Date.parse('2026-07-01T12:00:00Z') };

function start(points: readonly Point[] = [blog, older, point()]) {
  return askForRestore(askOn(capturedTerminal()), points, base, here);
}

async function answer(...keys: readonly string[]): Promise<void> {
  for (const key of keys) screen.keypress(key);
  screen.keypress('enter');
  await screen.next();
}

test('a whole unit in place: unit, newest point, everything, in place', async () => {
  const asked = start();
  await screen.next();
  expect(screen.getScreen()).toContain('Which unit?');
  expect(screen.getScreen()).toContain('shop  (2 points, newest 24 hours ago)');
  await answer('down');
  expect(screen.getScreen()).toMatch(
    /24 hours ago {2}2.0 MiB {2}direct {2}sealed\n.*30 days ago {2}2.0 MiB {2}direct {2}incomplete/,
  );
  await answer();
  expect(screen.getScreen()).toContain('everything (2 volumes and binds)');
  await answer();
  expect(screen.getScreen()).toContain('in place');
  screen.keypress('enter');
  expect(await asked).toEqual({ ...base, unit: 'shop', point: point().id });
});

test('some volumes into new volumes: each is asked for its name, and a wrong one is refused', async () => {
  const asked = start();
  await screen.next();
  await answer('down');
  await answer('down');
  await answer('down');
  expect(screen.getScreen()).toContain('volume shop_files  (1.0 MiB)');
  await answer('down', 'space');
  await answer('down', 'down');
  expect(screen.getScreen()).toContain('New volume for shop_files?');
  screen.type('no/slash');
  await answer();
  expect(screen.getScreen()).toContain('Docker takes letters');
  for (let i = 0; i < 'no/slash'.length; i += 1) screen.keypress('backspace');
  screen.type('fresh');
  screen.keypress('enter');
  expect(await asked).toMatchObject({ point: 'old00000', volumes: ['shop_files'], toVolume: { shop_files: 'fresh' } });
});

test('into a folder: a suggestion is made, and only whole paths are taken', async () => {
  const asked = start();
  await screen.next();
  await answer('down');
  await answer();
  await answer();
  await answer('down');
  expect(screen.getScreen()).toContain('/var/tmp/restore-3f0c9a52');
  screen.type('here');
  await answer();
  expect(screen.getScreen()).toContain('whole path');
  for (let i = 0; i < 'here'.length; i += 1) screen.keypress('backspace');
  screen.type('/srv/out');
  screen.keypress('enter');
  expect(await asked).toMatchObject({ toDir: '/srv/out', volumes: [] });
});

test('a host is asked for only when there are several, this one first', async () => {
  const asked = start([point(), point({ host: 'aaa', id: 'other000', entries: [] })]);
  await screen.next();
  expect(screen.getScreen()).toMatch(/alpha \(this host\)\n.*aaa/);
  await answer('down');
  await answer();
  await answer();
  screen.keypress('enter');
  expect(await asked).toMatchObject({ host: 'aaa', point: 'other000' });
});

test('Ctrl-C at a question is an interruption that changed nothing', async () => {
  const asked = start();
  await screen.next();
  screen.keypress({ name: 'c', ctrl: true });
  await expect(asked).rejects.toMatchObject({ code: 'E_INTERRUPTED', exitCode: 130, hint: 'Nothing was changed.' });
});

test('without any point nothing is asked', async () => {
  await expect(start([])).rejects.toMatchObject({ code: 'E_UNKNOWN_POINT' });
});
