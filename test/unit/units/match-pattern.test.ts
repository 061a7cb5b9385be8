import { describe, expect, it } from 'vitest';
import { bestMatch, matchPattern } from '../../../src/units/match-pattern.ts';

describe('matchPattern', () => {
  it.each([
    ['shop', 'shop'],
    ['*', ''],
    ['*', 'anything'],
    ['shop-*', 'shop-'],
    ['*-db', 'my-own-db'],
    ['a*b*c', 'a__b__b__c'],
    ['s?op', 'shop'],
    ['a.b', 'a.b'],
  ])('%j fits %j', (pattern, name) => {
    expect(matchPattern(pattern, name)).toBe(true);
  });

  it.each([
    ['shop', 'shop2'],
    ['shop', 'Shop'],
    ['shop-*', 'shop'],
    ['a.b', 'axb'],
    ['s?op', 'sop'],
    ['a*b', 'abc'],
    ['', 'a'],
  ])('%j does not fit %j', (pattern, name) => {
    expect(matchPattern(pattern, name)).toBe(false);
  });

  it('is quick with a pattern that was made to be slow', () => {
    expect(matchPattern('*a'.repeat(200), 'a'.repeat(199))).toBe(false);
  });
});

describe('bestMatch', () => {
  it('takes the most specific, of equals the first', () => {
    const entries = [
      ['*', 1],
      ['shop-*', 2],
      ['shop-??', 3],
      ['shop-eu', 4],
    ] as const;
    expect(bestMatch(entries, ['shop-eu'])).toBe(4);
    expect(bestMatch(entries, ['shop-us'])).toBe(2);
    expect(bestMatch(entries, ['x', 'shop-east'])).toBe(2);
    expect(bestMatch(entries, ['x'])).toBe(1);
    expect(bestMatch(entries.slice(1), ['x'])).toBeUndefined();
  });
});
