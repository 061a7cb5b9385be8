import { expect, test } from 'vitest';
import { type Column, table } from '../../../../src/cli/output/table.ts';
import { displayWidth } from '../../../../src/cli/output/width.ts';
import { plainLook } from '../looks.ts';

interface Row {
  readonly name: string;
  readonly size: string;
  readonly tool: string;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', cell: (row) => row.name, min: 6 },
  { title: 'size', cell: (row) => row.size, right: true },
  { title: 'tool', cell: (row) => row.tool, optional: true },
];

const rows: readonly Row[] = [
  { name: 'nextcloud-production', size: '1.5 GiB', tool: 'kopi-docka/8.0.0' },
  { name: 'db', size: '9 B', tool: 'kopi-docka/8.0.0' },
];

test('a wide table is laid out in columns', () => {
  expect(table(columns, rows, plainLook(80))).toBe(
    [
      'name                     size  tool',
      'nextcloud-production  1.5 GiB  kopi-docka/8.0.0',
      'db                        9 B  kopi-docka/8.0.0',
    ].join('\n'),
  );
});

test('a narrower one cuts the column that may be cut', () => {
  const text = table(columns, rows, plainLook(36));
  expect(text).toContain('next…tion  1.5 GiB  kopi-docka/8.0.0');
  expect(widest(text)).toBe(36);
});

test('one that is too narrow for all leaves out what is optional', () => {
  const text = table(columns, rows, plainLook(24));
  expect(text).not.toContain('tool');
  expect(widest(text)).toBeLessThanOrEqual(24);
});

test('where not even that fits, each row becomes a block that loses nothing', () => {
  expect(table(columns, rows, plainLook(12))).toBe(
    [
      'name: nextcloud-production\nsize: 1.5 GiB\ntool: kopi-docka/8.0.0',
      'name: db\nsize: 9 B\ntool: kopi-docka/8.0.0',
    ].join('\n\n'),
  );
});

test('without a limit nothing is cut', () => {
  const long = 'n'.repeat(300);
  expect(table(columns, [{ name: long, size: '1 B', tool: 't' }], plainLook(Number.POSITIVE_INFINITY))).toContain(long);
});

test('a hostile name cannot reach the terminal', () => {
  const text = table(columns, [{ name: 'a\u001b[2Jb\nc\u202e', size: '1 B', tool: 't' }], plainLook());
  expect(text.split('\n')).toHaveLength(2);
  for (const control of ['\u001b', '\u202e']) expect(text).not.toContain(control);
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map(displayWidth));
}
