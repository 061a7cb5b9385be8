import pLimit from 'p-limit';
import { expect, test } from 'vitest';
import { choosePolicyChanges, sourcePolicy } from '../../../src/kopia/choose-policy.ts';
import { validatePattern } from '../../../src/kopia/validate-pattern.ts';
import { type RepositoryLab, repositoryLab, take, target } from './repository-lab.ts';

const HOSTILE_GLOBAL = {
  '(global)': {
    retention: { keepLatest: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepAnnual: 0 },
    files: { ignore: ['*.db'], maxFileSize: 3, ignoreCacheDirs: true },
    errorHandling: { ignoreFileErrors: true },
  },
};

/** How many files a snapshot holds when the source is excluded from as said. */
async function filesWith(lab: RepositoryLab, exclude: readonly string[], files: readonly string[]): Promise<number> {
  const request = lab.source(Object.fromEntries(files.map((file) => [file, 'x'])));
  const policy = sourcePolicy({ exclude, compression: 'zstd' });
  await lab.kopia.importPolicies({ [target(request.source)]: policy });
  return (await take(lab.kopia, request)).files;
}

test('every snapshot of a source in our care is kept, whatever the global policy says', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ 'shop.db': 'a large file' });
  const policy = sourcePolicy({ exclude: [], compression: 'zstd' });
  await lab.kopia.importPolicies({ ...HOSTILE_GLOBAL, [target(request.source)]: policy });
  for (let round = 0; round < 12; round++) expect((await take(lab.kopia, request)).files).toBe(1);
  expect(await lab.kopia.list()).toHaveLength(12);
});

test('the same policy without our care loses snapshots and files', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ 'shop.db': 'a large file' });
  await lab.kopia.importPolicies(HOSTILE_GLOBAL);
  for (let round = 0; round < 2; round++) expect((await take(lab.kopia, request)).files).toBe(0);
  expect(await lab.kopia.list()).toHaveLength(1);
});

test('a policy that was written needs no change, not even after a run under another path', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ a: 'x' });
  const source = { ...request.source, path: '/elsewhere' };
  const wanted = { [target(source)]: sourcePolicy({ exclude: ['/cache/'], compression: 'zstd' }) };
  expect(choosePolicyChanges(await lab.kopia.exportPolicies(), wanted)).toEqual(wanted);
  await lab.kopia.importPolicies(wanted);
  await take(lab.kopia, { ...request, source });
  expect(choosePolicyChanges(await lab.kopia.exportPolicies(), wanted)).toEqual({});
});

test('an exclude that is taken back no longer holds', async () => {
  const lab = await repositoryLab();
  expect(await filesWith(lab, ['*.log'], ['a.log', 'b.txt'])).toBe(1);
  expect(await filesWith(lab, [], ['a.log', 'b.txt'])).toBe(2);
});

test.each([
  [['*.log', '!keep.log'], ['a.log', 'keep.log'], 1],
  [['/cache/'], ['cache/a', 'sub/cache/b'], 1],
  [['cache/'], ['cache/a', 'sub/cache/b'], 0],
  [['**/.Trash-*'], ['.Trash-0/a', 'sub/.Trash-1000/b', 'c'], 1],
  [['*'], ['a', 'b/c'], 0],
])('the patterns %j leave %j with %i files', async (exclude, files, expected) => {
  expect(await filesWith(await repositoryLab(), exclude, files)).toBe(expected);
});

const PATTERNS = [
  ...['*.sock', '*.pid', '*.log', '/cache/', '**/.Trash-*', 'a/b', '!keep', '\\#hash', '\\!bang', 'sp ace', '[ab].log'],
  ...[
    '[!ab]x',
    '[a-z]',
    '[[:digit:]]x',
    '[a\\]b]',
    '?.txt',
    '**',
    '*',
    '/*',
    '#comment',
    'ünï',
    'a[',
    '[',
    '[a',
    'x\\',
  ],
  ...['[[:nope:]]', '[]', '[]]', '[!', '[a\\', 'dir\\/', '[[:alpha:]', '[a-'],
];

test('our check passes only patterns that kopia can use', async () => {
  const lab = await repositoryLab();
  const request = lab.source({ 'z/y/x': 'x' });
  const sources = PATTERNS.map((pattern, index) => ({
    pattern,
    source: { ...request.source, path: `/pattern/${index}` },
  }));
  const policies = sources.map(({ pattern, source }) => [
    target(source),
    sourcePolicy({ exclude: [pattern], compression: 'zstd' }),
  ]);
  await lab.kopia.importPolicies(Object.fromEntries(policies));
  const limit = pLimit(4);
  const usable = await Promise.all(
    sources.map(({ source }) =>
      limit(() =>
        take(lab.kopia, { ...request, source }).then(
          () => true,
          () => false,
        ),
      ),
    ),
  );
  const passing = PATTERNS.map((pattern) => validatePattern(pattern) === null);
  expect(PATTERNS.filter((_, index) => passing[index] && !usable[index])).toEqual([]);
  expect(PATTERNS.filter((_, index) => passing[index] && usable[index]).length).toBeGreaterThan(15);
  expect(usable.filter((isUsable) => !isUsable).length).toBeGreaterThan(5);
});

test('a policy that kopia does not understand is an error and changes nothing', async () => {
  const lab = await repositoryLab();
  await expect(lab.kopia.importPolicies({ 'a@b:/c': { nonsense: true } })).rejects.toMatchObject({ code: 'E_REPO' });
  expect(await lab.kopia.exportPolicies()).toEqual({});
});
