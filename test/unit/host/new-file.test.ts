import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { holds, makeFile, sha256 } from '../../../src/host/new-file.ts';
import { removeMadeFile } from '../../../src/journal/remove-made-file.ts';
import { temporaryFolder } from './temporary.ts';

const content = Buffer.from('services: {}\n');
const self = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };

function make(path: string) {
  makeFile({ path, temporary: join(dirname(path), '.draft'), content, mode: 0o640, owner: self });
}

describe('a new file', () => {
  test('comes with its content, mode and the folders above it, and leaves no draft', () => {
    const path = join(temporaryFolder(), 'a/b/compose.yaml');
    make(path);
    expect(readFileSync(path)).toEqual(content);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
    expect(readdirSync(dirname(path))).toEqual(['compose.yaml']);
  });

  test('replaces nothing', () => {
    const path = join(temporaryFolder(), 'compose.yaml');
    writeFileSync(path, 'mine');
    expect(() => make(path)).toThrow(/made by someone else/);
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect(readdirSync(dirname(path))).toEqual(['compose.yaml']);
  });

  test('follows no symbolic link, neither on its way nor at its end', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', join(folder, 'link'));
    symlinkSync('elsewhere/target', join(folder, 'file'));
    expect(() => make(join(folder, 'link/compose.yaml'))).toThrow(/symbolic link/);
    expect(() => make(join(folder, 'file'))).toThrow(/made by someone else/);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });
});

describe('a made file', () => {
  test('goes again with the folders made for it, unless something else lies in them', () => {
    const folder = temporaryFolder();
    const [one, two] = [join(folder, 'a/b/one'), join(folder, 'a/two')];
    for (const path of [one, two]) make(path);
    const made = (path: string) => ({ path, sha256: sha256(content), folder: join(folder, 'a') });
    expect(removeMadeFile(made(one))).toBe(true);
    expect(readdirSync(join(folder, 'a'))).toEqual(['two']);
    expect(removeMadeFile(made(two))).toBe(true);
    expect(removeMadeFile(made(two))).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('stays when somebody has changed it', () => {
    const path = join(temporaryFolder(), 'one');
    make(path);
    writeFileSync(path, 'changed');
    expect(removeMadeFile({ path, sha256: sha256(content), folder: null })).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('changed');
  });

  test('is not taken for the target of a link, a folder, or nothing', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'one');
    make(path);
    symlinkSync('one', join(folder, 'link'));
    expect([path, join(folder, 'link'), folder, join(folder, 'none')].map((at) => holds(at, sha256(content)))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
