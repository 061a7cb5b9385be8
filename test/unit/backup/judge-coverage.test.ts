import { expect, test } from 'vitest';
import { foldRun } from '../../../src/backup/fold-run.ts';
import { judgeCoverage } from '../../../src/backup/judge-coverage.ts';

const gap = (name: string, unit: string | null = 'shop', waived = false) => ({
  ...{ kind: 'volume' as const, name, reason: 'it is so', waived, unit },
});

test('nothing is said of what is waived', () => {
  for (const strict of [false, true])
    expect(judgeCoverage([gap('a', 'shop', true)], strict)).toEqual({ warnings: [], errors: [] });
});

test('one warning names the first gap and counts the others', () => {
  const { warnings, errors } = judgeCoverage([gap('w', 'shop', true), gap('a'), gap('b', null), gap('c')], false);
  expect(errors).toEqual([]);
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([
    ['W_UNCOVERED', 'volume a of shop and 2 more: saved by no run, and waived by nobody'],
  ]);
});

test('in strict mode one failure names ten gaps and counts the others', () => {
  const { warnings, errors } = judgeCoverage(
    Array.from({ length: 12 }, (_, index) => gap(`v${index}`, null)),
    true,
  );
  expect(warnings).toEqual([]);
  expect(errors).toMatchObject([{ code: 'E_UNCOVERED' }]);
  expect(errors[0]?.message).toContain('volume v0, volume v1,');
  expect(errors[0]?.message).toMatch(/volume v9 and 2 more$/);
});

test.each([
  [[0, 0], 21],
  [[], 21],
  [[23, 0], 3],
  [[23], 3],
  [[21], 21],
  [[20, 0], 20],
])('a gap in strict mode beside units that end with %j makes %i', (units, expected) => {
  expect(foldRun(units, judgeCoverage([gap('a')], true).errors)).toBe(expected);
});

test.each([
  [[0, 0], 0],
  [[23, 23], 23],
  [[23, 0], 3],
])('without one, units that end with %j make %i', (units, expected) => {
  expect(foldRun(units, [])).toBe(expected);
});
