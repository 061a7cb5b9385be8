import { expect, test } from 'vitest';
import { formatConfig } from '../../../src/config/format-config.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

test('what is written is read as the same configuration', () => {
  const file = {
    repository: { url: 'filesystem:///a: b', password: { file: '/p' }, cache: { contentMb: 5, directory: undefined } },
    backup: { stopTimeout: 30, exclude: ['!keep', '*.log', '#x'] },
  };
  const text = formatConfig(file, ['Made from x', '', 'lost: y']);
  expect(text.startsWith('# Made from x\n#\n# lost: y\n\n')).toBe(true);
  const parsed = parseConfig(text);
  expect(parsed.ok && parsed.file).toEqual({
    repository: { url: 'filesystem:///a: b', password: { file: '/p' }, cache: { contentMb: 5 } },
    backup: file.backup,
  });
});

test('a configuration that says nothing is only its comments', () => {
  expect(formatConfig({ backup: { exclude: [] } }, ['nothing'])).toBe('# nothing\n\n');
});
