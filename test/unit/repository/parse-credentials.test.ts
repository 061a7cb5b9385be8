import { expect, test } from 'vitest';
import { parseCredentials } from '../../../src/repository/parse-credentials.ts';

test('KEY=VALUE lines are read as env files have them', () => {
  const text = [
    '# storage',
    'AWS_ACCESS_KEY_ID=AKIA',
    'export AWS_SECRET_ACCESS_KEY = "a#b \\"c\\" $HOME"',
    "QUOTED='x y'  ",
    '',
    'EMPTY=',
    'KEY="-----BEGIN\nline\n-----END"',
    'PLAIN=a=b c',
  ].join('\n');
  expect(parseCredentials(text)).toEqual({
    variables: {
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'a#b "c" $HOME',
      QUOTED: 'x y',
      EMPTY: '',
      KEY: '-----BEGIN\nline\n-----END',
      PLAIN: 'a=b c',
    },
    badLines: [],
  });
});

test('lines that are no KEY=VALUE are counted', () => {
  expect(parseCredentials('A=1\nnonsense\n\n1B=2\n').badLines).toEqual([2, 4]);
});
