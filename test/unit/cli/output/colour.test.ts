import { expect, test } from 'vitest';
import { makePaint, wantsColour } from '../../../../src/cli/output/colour.ts';

test.each([
  ['a terminal gets colour', true, {}, true, true],
  ['a pipe gets none', false, {}, true, false],
  ['NO_COLOR takes it away', true, { NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR means nothing', true, { NO_COLOR: '' }, true, true],
  ['FORCE_COLOR gives it to a pipe', false, { FORCE_COLOR: '1' }, true, true],
  ['FORCE_COLOR=0 takes it away', true, { FORCE_COLOR: '0' }, true, false],
  ['NO_COLOR wins over FORCE_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['a dumb terminal gets none', true, { TERM: 'dumb' }, true, false],
  ['--no-color wins over all', true, { FORCE_COLOR: '1' }, false, false],
] as const)('%s', (_, isTerminal, env, allowed, expected) => {
  expect(wantsColour(isTerminal, env, allowed)).toBe(expected);
});

test('paint without colour leaves the text as it is', () => {
  expect(makePaint(false).red('bad')).toBe('bad');
});

test('paint ends what it begins', () => {
  expect(makePaint(true).red('bad')).toBe('\u001b[31mbad\u001b[39m');
});
