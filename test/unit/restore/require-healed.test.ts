import { expect, test } from 'vitest';
import { requireHealed } from '../../../src/restore/require-healed.ts';

const report = { runs: [], done: [] };

test('data that lies between old and new keeps every other exchange from beginning', () => {
  const left = [{ what: 'restored data of db', why: 'something new lies there', container: null }];
  expect(() => requireHealed({ ...report, left })).toThrowError(
    expect.objectContaining({ code: 'E_RESTORE_UNFINISHED', message: expect.stringContaining('restored data of db') }),
  );
});

test('a container that is not back keeps nobody from restoring', () => {
  const left = [{ what: 'container web', why: 'no such image', container: 'web' }];
  expect(() => requireHealed({ ...report, left })).not.toThrow();
});
