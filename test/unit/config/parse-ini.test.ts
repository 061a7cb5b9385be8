import { expect, test } from 'vitest';
import { parseIni } from '../../../src/config/parse-ini.ts';

test('an INI file is read by section and key', () => {
  const text = '# comment\n[Kopia]\nrepository_path = /backup/a = b\nPassword: x;y\n; no\n[backup]\nempty =\n';
  expect(parseIni(text)).toEqual({
    kopia: { repository_path: '/backup/a = b', password: 'x;y' },
    backup: { empty: '' },
  });
});
