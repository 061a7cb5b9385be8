import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ensureFolder, fileError, writeDurably } from '../../../src/host/files.ts';
import { startScript } from './script.ts';
import { temporaryFolder } from './temporary.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const mode = (path: string): number => statSync(path).mode & 0o777;

describe('ensureFolder', () => {
  it('makes all missing parents for the owner alone and leaves those that are there', () => {
    chmodSync(folder, 0o755);
    ensureFolder(join(folder, 'a', 'b'));
    ensureFolder(join(folder, 'a', 'b'));
    expect([mode(folder), mode(join(folder, 'a')), mode(join(folder, 'a', 'b'))]).toEqual([0o755, 0o700, 0o700]);
  });

  it('names the path when a file is in the way', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => ensureFolder(join(folder, 'file', 'below'))).toThrow(/file\/below/);
  });
});

describe('writeDurably', () => {
  it('replaces a file whole, owner-only, and leaves nothing beside it', () => {
    const path = join(folder, 'record.json');
    writeFileSync(path, 'old and longer', { mode: 0o644 });
    writeDurably(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(mode(path)).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['record.json']);
  });

  it('leaves the old file and nothing else when it can not write', () => {
    mkdirSync(join(folder, 'taken'));
    expect(() => writeDurably(join(folder, 'taken'), 'new')).toThrow(expect.objectContaining({ code: 'E_STATE' }));
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('fileError', () => {
  it.each([
    ['ENOSPC', 'E_NO_SPACE'],
    ['EDQUOT', 'E_NO_SPACE'],
    ['EACCES', 'E_PERMISSION'],
    ['EROFS', 'E_STATE'],
    ['EIO', 'E_STATE'],
  ])('names %s by %s', (code, expected) => {
    expect(fileError(Object.assign(new Error(), { code }), '/x')).toMatchObject({ code: expected });
  });
});

describe('ownerOnly', () => {
  it("makes what we and our children create the owner's alone", async () => {
    const script = await startScript(
      `
      import { ownerOnly } from './host/umask.ts';
      import { execFileSync } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      ownerOnly();
      writeFileSync(process.argv[2] + '/own', '');
      execFileSync('touch', [process.argv[2] + '/child']);
    `,
      folder,
    );
    expect(await script.ended()).toBe(0);
    expect(existsSync(join(folder, 'own')) && [mode(join(folder, 'own')), mode(join(folder, 'child'))]).toEqual([
      0o600, 0o600,
    ]);
  });
});
