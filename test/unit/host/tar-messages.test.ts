import { expect, test } from 'vitest';
import { judgeCreation, judgeExtraction } from '../../../src/host/tar-messages.ts';

const FAILED = 'tar: Exiting with failure status due to previous errors\n';

test.each([
  ['tar: ./a\\nb: file changed as we read it\n', './a\\nb: file changed as we read it'],
  ['tar: ./a: File removed before we read it\n', './a: File removed before we read it'],
  ['tar: ./a: File shrank by 31 bytes; padding with zeros\n', './a: File shrank by 31 bytes; padding with zeros'],
])('%j is a warning for an archive that was made', (stderr, message) => {
  expect(judgeCreation('/v', { exitCode: 1, stderr }).map((warning) => [warning.code, warning.message])).toEqual([
    ['W_TAR_CHANGED', `/v was written to while it was read: ${message}`],
  ]);
});

test('a socket is no reason to warn', () => {
  expect(judgeCreation('/v', { exitCode: 0, stderr: 'tar: ./s: socket ignored\n' })).toEqual([]);
});

test.each([
  [
    2,
    `tar: ./a: Cannot open: Permission denied\n${FAILED}`,
    'tar could not read all of /v: ./a: Cannot open: Permission denied',
  ],
  [
    2,
    `tar: ./a: file changed as we read it\ntar: ./b: Read error\n${FAILED}`,
    'tar could not read all of /v: ./b: Read error',
  ],
  [1, '', 'tar could not read all of /v: exit 1'],
  [1, 'tar: something new\n', 'tar could not read all of /v: something new'],
  [1, "tar: unrecognized option '--acls'\n", 'GNU tar was not found'],
])('exit %i with %j is no archive', (exitCode, stderr, message) => {
  expect(() => judgeCreation('/v', { exitCode, stderr })).toThrow(message);
});

test('what needs a right that is not there is a warning each, by name', () => {
  const stderr = `tar: ./null: Cannot mknod: Operation not permitted\ntar: ./a: Cannot change ownership to uid 5, gid 5: Operation not permitted\n${FAILED}`;
  expect(judgeExtraction({ exitCode: 2, stderr }).map((warning) => [warning.code, warning.message])).toEqual([
    ['W_FIDELITY', 'not restored: ./null: Cannot mknod: Operation not permitted'],
    ['W_FIDELITY', 'not restored: ./a: Cannot change ownership to uid 5, gid 5: Operation not permitted'],
  ]);
});

test.each([
  [`tar: ./a: Cannot write: No space left on device\n${FAILED}`, 'E_NO_SPACE'],
  [`tar: ./a: Cannot mknod: Operation not permitted\ntar: Unexpected EOF in archive\n${FAILED}`, 'E_RESTORE'],
  ['', 'E_RESTORE'],
])('an extraction that fails with %j is %s', (stderr, code) => {
  expect(() => judgeExtraction({ exitCode: 2, stderr })).toThrow(expect.objectContaining({ code }));
});
