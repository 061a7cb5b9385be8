import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERRORS } from '../../../src/errors.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(E_\w+)` \| (\d+) \| (.+?) \| (.+?) \|$/gm)];

test('docs/errors.md lists every error code once, with its exit code and hint, in the order of the table', () => {
  const listed = rows.map(([, code, exit, , hint]) => ({ code, exit: Number(exit), hint }));
  expect(listed).toEqual(Object.entries(ERRORS).map(([code, entry]) => ({ code, ...entry })));
});

test('docs/errors.md says of every code what it means, each in its own words', () => {
  const meanings = rows.map(([, , , meaning]) => meaning);
  expect(new Set(meanings).size).toBe(Object.keys(ERRORS).length);
});

test('docs/contract.md lists every exit code', () => {
  const contract = readFileSync(new URL('../../../docs/contract.md', import.meta.url), 'utf8');
  const listed = new Set(
    [...contract.matchAll(/^\| ([\d/ ]+) \|/gm)].flatMap(([, codes = '']) => codes.split('/').map(Number)),
  );
  for (const { exit } of Object.values(ERRORS)) expect(listed).toContain(exit);
});
