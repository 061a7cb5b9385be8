import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseRestoreRequest } from '../../../../src/cli/requests/restore-request.ts';
import { restoreCommandLine } from '../../../../src/cli/wizard/command-line.ts';

const { request: base } = parseRestoreRequest('shop', {});

test('the simplest restore is the simplest line', () => {
  expect(restoreCommandLine(base)).toBe('kopi-docka restore shop --yes');
});

test('every answer becomes a flag', () => {
  const request = {
    ...{ ...base, host: 'beta', point: 'ab12', volumes: ['db', '/srv/x'], toVolume: { db: 'db-restored' } },
    ...{ start: false, create: false, keepUndo: false },
  };
  expect(restoreCommandLine(request)).toBe(
    'kopi-docka restore shop --host beta --point ab12 --volume db --volume /srv/x --to-volume db=db-restored --no-start --no-create --no-undo --yes',
  );
});

test('names survive a shell, whatever they hold', () => {
  const odd = `it's $(id) "x" \\ * ;`;
  const line = restoreCommandLine({ ...base, unit: odd, toDir: '/tmp/a b' });
  const words = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' }).split('\0');
  expect(words).toEqual(['kopi-docka', 'restore', odd, '--to-dir', '/tmp/a b', '--yes', '']);
});
