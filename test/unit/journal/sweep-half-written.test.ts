import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepHalfWritten } from '../../../src/journal/sweep-half-written.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kd-sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('files that were never finished are removed, and nothing else', () => {
  for (const name of ['.0123456789ab.tmp', 'journal.jsonl', '.hidden', '.0123.tmp', '0123456789ab.tmp']) {
    writeFileSync(join(folder, name), '');
  }
  sweepHalfWritten([folder, join(folder, 'not-there')]);
  expect(readdirSync(folder).sort()).toEqual(['.0123.tmp', '.hidden', '0123456789ab.tmp', 'journal.jsonl']);
});
