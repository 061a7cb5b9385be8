// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose writes its variables so.
import { expect, test } from 'vitest';
import { interpolate } from '../../../src/backup/interpolate.ts';

const VARIABLES = { DIR: '/srv', EMPTY: '', NAME: 'shop' };

test.each([
  ['plain', 'plain'],
  ['$DIR/a', '/srv/a'],
  ['${DIR}/${NAME}.env', '/srv/shop.env'],
  ['$$DIR', '$DIR'],
  ['${NONE:-${DIR}}/a', '/srv/a'],
  ['${NONE-x}', 'x'],
  ['${EMPTY:-x}', 'x'],
  ['${EMPTY-x}', ''],
  ['${DIR:?must be set}', '/srv'],
  ['${DIR:+set}', 'set'],
  ['${NONE:+set}', ''],
  ['${EMPTY:+set}', ''],
  ['${EMPTY+set}', 'set'],
  ['100$', '100$'],
  ['$1', '$1'],
  ['${no end', '${no end'],
])('%j becomes %j', (text, expected) => {
  expect(interpolate(text, VARIABLES)).toBe(expected);
});

test.each(['$NONE', 'a/${NONE}', '${NONE:?must be set}', '${EMPTY:?must be set}', '${NONE:-$NOWHERE}'])(
  '%j can not be filled in',
  (text) => {
    expect(interpolate(text, VARIABLES)).toBeNull();
  },
);

test('a long text of dollars and braces takes no time', () => {
  const begun = performance.now();
  interpolate('${A:-'.repeat(20_000), {});
  interpolate(`\${A:-${'$'.repeat(50_000)}`, {});
  expect(performance.now() - begun).toBeLessThan(1000);
});
