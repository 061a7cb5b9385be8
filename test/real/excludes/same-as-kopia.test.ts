import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { expect, test } from 'vitest';
import { weighExcludes } from '../../../src/backup/weigh-excludes.ts';
import { ignoreRules } from '../../../src/host/ignore-rules.ts';
import { keptNames } from '../../../src/host/kept-names.ts';
import { sourcePolicy } from '../../../src/kopia/choose-policy.ts';
import { repositoryLab, take, target } from '../kopia/repository-lab.ts';

const FILES = [
  ...[
    'a',
    'b',
    'ab',
    'a.log',
    'b.log',
    'c.log',
    'keep.log',
    'x.txt',
    'sub/keep.log',
    'sub/deep/a.log',
    'sub/deep/keep.txt',
  ],
  ...['cache/one', 'cache/x', 'sub/cache/two', 'sub/cache/x', 'sub/deep/cache/x', 'notcache/x', 'cachex'],
  ...['logs/a.txt', 'logs/x.txt', 'logs/deep/x.txt', 'sub/logs/x.txt'],
  ...['a/b/g.tmp', 'a/b/c/f.tmp', 'a/h.tmp', 'g.tmp', 'sub/a/b/g.tmp'].map((name) => name.replace(/^a\//, 'A/')),
  ...['#hash', '!bang', 'sp ace', 'trailing ', '.hidden', '.Trash-0/a', 'sub/.Trash-1000/b', 'ü.log', '日本/a.log'],
  ...[
    'app.sock',
    'run/app.pid',
    'back\\slash',
    'star*',
    'quest?',
    'UPPER.LOG',
    '-dash',
    'bra[cket]',
    '0digit',
    'AB/cd',
  ],
];

const PATTERNS: readonly (readonly string[])[] = [
  ...[['*.sock', '*.pid', '*.log', '/cache/', '**/.Trash-*'], ['/cache/'], ['cache/'], ['cache'], ['/cache']],
  ...[
    ['*.log', '!keep.log'],
    ['!keep.log', '*.log'],
    ['*.log', '!keep.log', '/sub/keep.log'],
    ['A/b'],
    ['/A/**/*.tmp'],
  ],
  ...[['**/cache/x'], ['/logs/*', '!/logs/x.txt'], ['/logs', '!/logs/x.txt'], ['/*', '!/a'], ['/*', '!/sub/'], ['*']],
  ...[
    ['\\#hash'],
    ['#hash'],
    ['\\!bang'],
    ['sp ace'],
    ['[ab].log'],
    ['[!ab].log'],
    ['[a-c].log'],
    ['?.txt'],
    ['?.log'],
  ],
  ...[
    ['sub/*/cache'],
    ['sub/*/cache/'],
    ['**'],
    ['**/x.txt'],
    ['sub/**'],
    ['**/deep/**'],
    ['sub/**/x'],
    ['a*b'],
    ['*a*'],
  ],
  ...[
    ['[[:digit:]]*'],
    ['[[:upper:]]*'],
    ['**.log'],
    ['!**/x', '*'],
    ['*', '!**/x.txt'],
    ['*', '!*/'],
    ['*', '!x.txt', '!*/'],
  ],
  ...[
    ['back\\\\slash'],
    ['star\\*'],
    ['quest\\?'],
    ['bra\\[cket\\]'],
    ['.*'],
    ['/.*'],
    [' *.log '],
    ['日本'],
    ['ü*'],
    ['**/'],
  ],
  ...[
    ['A[!x]b'],
    ['[a-]'],
    ['sub/', '!sub/keep.log'],
    ['sub/*', '!sub/keep.log'],
    ['-dash'],
    ['*.LOG'],
    ['a/'],
    ['/**/a.log'],
  ],
];

/** Sizes so different that their sum tells which files are among them. */
const sizeOf = (index: number): number => ((index + 1) * 7919) % 4001;

test('every pattern leaves out for us, and for the dry run, what it leaves out for kopia', {
  timeout: 110_000,
}, async () => {
  const lab = await repositoryLab();
  const { path, source } = lab.source({});
  for (const [index, file] of FILES.entries()) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), 'x'.repeat(sizeOf(index)));
  }
  const sizes = new Map(FILES.map((file, index) => [file, sizeOf(index)]));
  const sources = PATTERNS.map((exclude, index) => ({ exclude, source: { ...source, path: `/patterns/${index}` } }));
  const policies = sources.map((one) => [target(one.source), sourcePolicy({ ...one, compression: 'none' })] as const);
  await lab.kopia.importPolicies(Object.fromEntries(policies));
  const limit = pLimit(2);
  const compare = async ({ exclude, source: identity }: (typeof sources)[number]): Promise<void> => {
    const { files, bytes } = await take(lab.kopia, { path, source: identity, tags: {} });
    const kept = (await keptIn(path, exclude)).flatMap((name) => sizes.get(name) ?? []);
    expect({ exclude, files: kept.length, bytes: sum(kept) }).toEqual({ exclude, files, bytes });
    const weighed = await weighExcludes(path, exclude, AbortSignal.timeout(10_000));
    expect({ exclude, kept: weighed.kept }).toEqual({ exclude, kept: files });
    expect(sum(weighed.excluded.map((by) => by.files))).toBe(FILES.length - files);
    expect(sum(weighed.excluded.map((by) => by.bytes))).toBe(sum([...sizes.values()]) - bytes);
  };
  await Promise.all(sources.map((one) => limit(() => compare(one))));
});

async function keptIn(path: string, exclude: readonly string[]): Promise<readonly string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of keptNames(path, ignoreRules(exclude), undefined)) chunks.push(chunk);
  const names = Buffer.concat(chunks).toString('utf8').split('\0');
  return names.filter((name) => name.startsWith('./')).map((name) => name.slice(2));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
