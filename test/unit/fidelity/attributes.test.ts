import { expect, test } from 'vitest';
import { AttributesParser, formatAttributes } from '../../../src/fidelity/parse-attributes.ts';

function parse(root: string, dump: string) {
  const parser = new AttributesParser(root);
  for (const line of Buffer.from(dump, 'latin1').toString('latin1').split('\n'))
    parser.addLine(Buffer.from(line, 'latin1'));
  return parser.finish().map(({ path, attributes }) => ({
    path: path.toString('latin1'),
    attributes: attributes.map(({ name, value }) => [name.toString('latin1'), value.toString('latin1')]),
  }));
}

test('names with escapes, bytes that are no text, and empty values are read', () => {
  const dump = '# file: /v/d\\012nl\\134x\xff\nuser.we ird\\075k=0x\nuser.a=0x00ff41\n\n# file: /v\nuser.root=0x31\n';
  expect(parse('/v', dump)).toEqual([
    {
      path: 'd\nnl\\x\xff',
      attributes: [
        ['user.we ird=k', ''],
        ['user.a', '\0\xffA'],
      ],
    },
    { path: '', attributes: [['user.root', '1']] },
  ]);
});

test('labels that the host gives by itself are left aside', () => {
  expect(parse('/v', '# file: /v/a\nsecurity.selinux=0x41\ntrusted.SGI_ACL_FILE=0x00\n')).toEqual([]);
});

test('what is written for setfattr reads back the same', () => {
  const entries = [
    {
      path: Buffer.from('a=b\\\n\r\xff', 'latin1'),
      attributes: [{ name: Buffer.from('user.=\n'), value: Buffer.from([0, 255]) }],
    },
    { path: Buffer.alloc(0), attributes: [{ name: Buffer.from('user.empty'), value: Buffer.alloc(0) }] },
  ];
  const parser = new AttributesParser('/tree');
  const dump = formatAttributes('/tree', entries);
  for (let start = 0, end = 0; start < dump.length; start = end + 1) {
    end = dump.indexOf(0x0a, start);
    parser.addLine(dump.subarray(start, end));
  }
  expect(parser.finish()).toEqual(entries);
});
