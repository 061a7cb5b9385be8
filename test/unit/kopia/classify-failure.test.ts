import { expect, test } from 'vitest';
import { classifyFailure } from '../../../src/kopia/classify-failure.ts';

function classify(stderr: readonly string[], secrets: readonly string[] = []) {
  return classifyFailure({ what: 'snapshot of /srv', stderr, fallback: 'E_SNAPSHOT', secrets });
}

test.each([
  ['E_REPO_PASSWORD', 'failed to open repository: unable to create format manager: invalid repository password'],
  ['E_REPO_ABSENT', 'open repository: unable to read format blob: error getting kopia.repository blob: BLOB not found'],
  ['E_REPO_ABSENT', 'cannot open storage: cannot access storage path: stat /r: no such file or directory'],
  ['E_REPO_FOREIGN', 'unable to get repository storage: found existing data in storage location'],
  ['E_NO_SPACE', 'flush error: error writing pack file: write /r/p/1.f.tmp: no space left on device'],
  ['E_REPO_READONLY', 'flush error: cannot create temporary file: mkdir /r/s/5fe: read-only file system'],
  ['E_REPO_READONLY', 'open repository: cannot access storage path: stat /r: permission denied'],
  ['E_SNAPSHOT', 'upload error: permission denied'],
  ['E_REPO', 'open repository: dial tcp 10.0.0.1:443: connect: connection refused'],
  ['E_REPO', 'flush error: error writing pack: the storage said no'],
  ['E_SNAPSHOT', 'upload error: invalid pattern "bad[": unterminated sequence'],
] as const)('%s: %s', (code, line) => {
  expect(classify(['Snapshotting root@alpha:/srv ...', line])).toMatchObject({
    code,
    message: `snapshot of /srv: ${line}`,
  });
});

test('an error of one source file is not the failure of the repository', () => {
  const lines = [' ! Error when processing "x": open /srv/x: read-only file system', 'upload error: something else'];
  expect(classify(lines)).toMatchObject({
    code: 'E_SNAPSHOT',
    message: 'snapshot of /srv: upload error: something else',
  });
});

test('announcements, progress and the second half of a doubled error are not the reason', () => {
  const lines = [
    'Snapshotting root@alpha:/gone ...',
    'encountered 2 errors:',
    'failed to prepare source: lstat /gone: no such file or directory',
    'upload error: unsupported source: root@alpha:/gone',
    ' * 0 hashing, 0 hashed (0 B), 0 cached (0 B), uploaded 0 B, estimating...',
  ];
  expect(classify(lines).message).toBe(
    'snapshot of /srv: failed to prepare source: lstat /gone: no such file or directory',
  );
});

test('silence is called so', () => {
  expect(classify([])).toMatchObject({ code: 'E_SNAPSHOT', message: 'snapshot of /srv: kopia gave no reason' });
});

test('secrets are taken out, and text of others can not steer a terminal', () => {
  const { message } = classify(['error: token hunter22 was refused \u001b[31mred\u0007'], ['hunter22', 'a']);
  expect(message).toBe('snapshot of /srv: error: token [SECRET] was refused \\x1b[31mred\\x07');
});

test('a message is one line of at most 300 characters', () => {
  const { message } = classify([`error: ${'x'.repeat(9_000)}`]);
  expect(message).toHaveLength(300);
  expect(message.endsWith('…')).toBe(true);
});
