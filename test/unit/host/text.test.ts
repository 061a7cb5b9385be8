import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandLine, printable } from '../../../src/host/text.ts';

describe('printable', () => {
  it.each([
    ['a line break', 'two\nlines\r\t', 'two\\nlines\\r\\t'],
    ['a colour', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a bell, a NUL and a delete', '\u0007\u0000\u007f', '\\x07\\x00\\x7f'],
    ['an eight-bit control sequence', '\u009b2J', '\\x9b2J'],
    ['a mark that turns the text around', 'gpj\u202eexe\u2066', 'gpj\\u202eexe\\u2066'],
    ['a line separator', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
  ])('spells out %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('leaves all other text as it is', () => {
    const text = 'Ärger "quoted" \\ 東京 👩‍💻 עברית C:\\x1b';
    expect(printable(text)).toBe(text);
  });
});

describe('commandLine', () => {
  it('gives a shell back the very words', () => {
    const words = ['docker', 'compose', '--file', '/srv/my shop/$(id)/it\'s "x".yaml', 'a\nb', '', '*', '--x=1'];
    const output = execFileSync('sh', ['-c', `printf '%s\\0' ${commandLine(words)}`], { encoding: 'utf8' });
    expect(output.split('\0').slice(0, -1)).toEqual(words);
  });

  it('leaves plain words without quotes', () => {
    expect(commandLine(['docker', 'start', 'shop-db_1', '/srv/a.yaml'])).toBe('docker start shop-db_1 /srv/a.yaml');
  });
});
