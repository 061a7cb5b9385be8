import { expect, test } from 'vitest';
import { choosePolicyChanges, sourcePolicy } from '../../../src/kopia/choose-policy.ts';

const policy = sourcePolicy({ exclude: ['/cache/'], compression: 'zstd' });

test('a policy keeps everything, inherits nothing and disarms what hides files', () => {
  expect(policy).toMatchObject({
    noParent: true,
    retention: { keepLatest: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepAnnual: 0 },
    files: { ignore: ['/cache/'], ignoreDotFiles: ['//none'], ignoreCacheDirs: false, oneFileSystem: false },
    compression: { compressorName: 'zstd' },
    scheduling: { manual: true },
    actions: {},
  });
});

test('only what differs is written', () => {
  const wanted = { 'a@h:/1': policy, 'a@h:/2': policy, 'a@h:/3': policy };
  const current = {
    'a@h:/1': { ...policy, logging: { directories: {}, entries: {} }, splitter: null },
    'a@h:/2': { ...policy, files: { ignoreDotFiles: ['//none'] } },
    'other@h:/4': { retention: { keepLatest: 1 } },
  } as never;
  expect(Object.keys(choosePolicyChanges(current, wanted))).toEqual(['a@h:/2', 'a@h:/3']);
});

test('a rule that somebody else added is a difference', () => {
  const current = { 'a@h:/1': { ...policy, actions: { beforeSnapshotRoot: { script: 'x' } } } };
  expect(choosePolicyChanges(current, { 'a@h:/1': policy })).toEqual({ 'a@h:/1': policy });
});

test('the order of excludes is a difference, for the later rule wins', () => {
  const of = (exclude: readonly string[]) => ({ 'a@h:/1': sourcePolicy({ exclude, compression: 'zstd' }) });
  expect(choosePolicyChanges(of(['*', '!a']), of(['!a', '*']))).toEqual(of(['!a', '*']));
});
