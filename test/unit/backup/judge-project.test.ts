import { expect, test } from 'vitest';
import { projectWarnings, redactionWarnings, uncoveredFiles } from '../../../src/backup/judge-project.ts';
import type { Unit } from '../../../src/units/types.ts';

const collected = {
  files: [],
  missing: [{ path: '/srv/app.env', reason: 'it is not there' }],
  waived: ['/srv/dev.env'],
  problem: 'no such file',
};

test('files that are missing are gaps, and those that nobody wants are waived ones', () => {
  expect(uncoveredFiles(collected)).toEqual([
    { kind: 'file', name: '/srv/app.env', reason: 'it is not there', waived: false },
    { kind: 'file', name: '/srv/dev.env', reason: 'switched off by a rule', waived: true },
  ]);
});

test('each missing file is a warning with the key that waives it, and what Compose says another', () => {
  expect(projectWarnings('shop', collected)).toMatchObject([
    { code: 'W_PROJECT_FILE', hint: expect.stringContaining('units.shop.files') },
    { code: 'W_COMPOSE', message: expect.stringContaining('no such file') },
  ]);
  expect(projectWarnings('shop', { ...collected, missing: [], problem: null })).toEqual([]);
});

test('only containers that have an environment lose something by redaction', () => {
  const unit = (...environments: readonly (readonly string[] | null)[]) =>
    ({
      name: 'shop',
      members: environments.map((Env) => ({ container: { raw: { Config: { Env } } } })),
    }) as unknown as Unit;
  expect(redactionWarnings(unit(null, []))).toEqual([]);
  expect(redactionWarnings(unit(['A=1'], ['B=2'], null))).toMatchObject([
    { code: 'W_REDACTED', message: expect.stringContaining('environment values of 2 containers of shop') },
  ]);
});
