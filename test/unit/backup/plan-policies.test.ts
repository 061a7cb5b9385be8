import { expect, test } from 'vitest';
import { planInnerPolicies, planPolicies } from '../../../src/backup/plan-policies.ts';
import type { PlannedSource, UnitPlan } from '../../../src/backup/types.ts';
import { sourcePolicy } from '../../../src/kopia/choose-policy.ts';

const source = (path: string, exclude: readonly string[] = []) =>
  ({ source: `root@alpha:${path}`, exclude }) as PlannedSource;
const unit = (...sources: readonly PlannedSource[]) =>
  ({ sources, recipeSource: 'root@alpha:/recipes/shop' }) as UnitPlan;
const ours = (exclude: readonly string[]) => sourcePolicy({ exclude, compression: 'zstd' });

test('each source has its own patterns, and the recipe none', () => {
  expect(planPolicies(unit(source('/a', ['*.log']), source('/b')), 'zstd')).toEqual({
    'root@alpha:/a': ours(['*.log']),
    'root@alpha:/b': ours([]),
    'root@alpha:/recipes/shop': ours([]),
  });
});

test('the patterns of an archive are not for kopia, which would leave out the archive', () => {
  const archive = { ...source('/a', ['*.tar']), format: 'tar' } as const;
  expect(planPolicies(unit(archive), 'zstd')['root@alpha:/a']).toEqual(ours([]));
});

test('patterns that we gave a folder inside a source are taken off while that is read', () => {
  const current = {
    'root@alpha:/srv': ours(['*.a']),
    'root@alpha:/srv/app': ours(['*.log']),
    'root@alpha:/srv/plain': ours([]),
    'root@alpha:/srv2': ours(['*.b']),
    'root@beta:/srv/app': ours(['*.c']),
  };
  expect(planInnerPolicies(unit(source('/srv')), current, 'zstd')).toEqual({
    ours: { 'root@alpha:/srv/app': ours([]) },
    foreign: [],
  });
});

test('patterns of others are named, when there are any', () => {
  const current = {
    'root@alpha:/srv/one': { files: { ignore: ['*.log'] } },
    'root@alpha:/srv/two': { files: { maxFileSize: 3 } },
    'root@alpha:/srv/three': { noParent: true, files: { ignore: ['*.log'] } },
  };
  expect(planInnerPolicies(unit(source('/srv')), current, 'zstd')).toEqual({
    ours: {},
    foreign: ['root@alpha:/srv/one', 'root@alpha:/srv/three'],
  });
});
