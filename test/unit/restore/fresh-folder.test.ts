import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshFolderOf, makeFreshFolder, oldDataOf } from '../../../src/restore/fresh-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kd-fresh-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('the fresh folder lies beside the live data, and is for us alone', () => {
  const fresh = makeFreshFolder(freshFolderOf(join(folder, 'live'), 'id'));
  expect(dirname(fresh.path)).toBe(folder);
  expect(statSync(fresh.path).mode & 0o777).toBe(0o700);
  expect(dirname(oldDataOf(join(folder, 'live'), 'id'))).toBe(folder);
  fresh.close();
});

test('something that is there already is not taken for our folder', () => {
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), freshFolderOf(join(folder, 'live'), 'id'));
  expect(() => makeFreshFolder(freshFolderOf(join(folder, 'live'), 'id'))).toThrowError();
});

test('whoever takes its name away leads no write elsewhere, and is noticed', () => {
  const victim = join(folder, 'victim');
  mkdirSync(victim);
  const fresh = makeFreshFolder(freshFolderOf(join(folder, 'live'), 'id'));
  fresh.assertInPlace();
  renameSync(fresh.path, join(folder, 'taken away'));
  symlinkSync(victim, fresh.path);
  writeFileSync(fresh.through, 'secret');
  expect(existsSync(join(victim, 'data'))).toBe(false);
  expect(existsSync(join(folder, 'taken away', 'data'))).toBe(true);
  expect(() => fresh.assertInPlace()).toThrowError(expect.objectContaining({ code: 'E_RESTORE' }));
  fresh.close();
});
