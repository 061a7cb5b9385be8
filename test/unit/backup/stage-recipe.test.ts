import { describe, expect, it } from 'vitest';
import { chooseStoredNames } from '../../../src/backup/choose-stored-names.ts';
import { folderName } from '../../../src/backup/recipe-folder.ts';

describe('folderName', () => {
  it('keeps plain names', () => expect(folderName('my-shop_2.0')).toBe('my-shop_2.0'));

  it.each(['..', '.', '../../etc/x', 'a/b', 'a\nb', '-rf *', 'ä'.repeat(200)])(
    'makes one safe folder name of %j',
    (name) => {
      const folder = folderName(name);
      expect(folder).toMatch(/^[^/\n*]+$/);
      expect(folder).not.toMatch(/^\.+$/);
      expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(200);
    },
  );

  it('gives different names different folders', () => {
    const names = ['a/b', 'a%2Fb', 'a.b', 'x'.repeat(300), `${'x'.repeat(300)}y`];
    expect(new Set(names.map(folderName)).size).toBe(names.length);
  });
});

describe('chooseStoredNames', () => {
  it('numbers files that share a name', () => {
    expect(chooseStoredNames(['/a/compose.yaml', '/b/compose.yaml', '/b/x.yaml', '/c/compose.yaml'])).toEqual([
      'compose.yaml',
      '2-compose.yaml',
      'x.yaml',
      '3-compose.yaml',
    ]);
  });
});
