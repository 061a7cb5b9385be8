import { describe, expect, it } from 'vitest';
import { JOURNAL_SCHEMA, parseJournal } from '../../../src/journal/parse-journal.ts';
import type { JournalRecord } from '../../../src/journal/types.ts';
import { header, take } from './samples.ts';

const first = `${JSON.stringify({ schema: JOURNAL_SCHEMA, t: 'run', ...header() })}\n`;
const line = (record: JournalRecord): string => `${JSON.stringify(record)}\n`;
const parse = (text: string | Uint8Array) => parseJournal(typeof text === 'string' ? Buffer.from(text) : text, '/j');

describe('parseJournal', () => {
  it('gives the header and all records back', () => {
    const text = first + line(take('db')) + line({ t: 'gave-back', id: 'id-of-db' });
    const journal = parse(text);
    expect(journal.header).toEqual(header());
    expect(journal.records.slice(1)).toEqual([take('db'), { t: 'gave-back', id: 'id-of-db' }]);
    expect(journal.goodBytes).toBe(Buffer.byteLength(text));
  });

  it('drops a last line that a crash has torn, wherever it was torn', () => {
    const good = first + line(take('db'));
    const last = line(take('wéb'));
    for (let length = 0; length < Buffer.byteLength(last); length += 1) {
      const torn = Buffer.concat([Buffer.from(good), Buffer.from(last).subarray(0, length)]);
      expect(parse(torn)).toMatchObject({ goodBytes: Buffer.byteLength(good), records: { length: 2 } });
    }
  });

  it('drops a last line of which a part never reached the disk', () => {
    const last = Buffer.from(line(take('web')));
    last.fill(0, 0, 20);
    expect(parse(Buffer.concat([Buffer.from(first), last]))).toMatchObject({ records: { length: 1 } });
    expect(parse(Buffer.concat([Buffer.from(first), Buffer.alloc(4096)]))).toMatchObject({ records: { length: 1 } });
  });

  it.each([
    ['is empty', ''],
    ['holds only a torn first line', first.slice(0, 40)],
    ['holds zeros alone', '\0'.repeat(4096)],
    ['has rubbish in the middle', `${first}rubbish\n${line({ t: 'end', outcome: 'success' })}`],
    ['has a torn line in the middle', `${first}{"t":"take","un\n${line({ t: 'end', outcome: 'success' })}`],
    ['has a whole last line that is no record', `${first}rubbish\n`],
    ['has an empty line', `${first}\n${line({ t: 'gave-back', id: 'a' })}`],
    ['has a record of an unknown kind', `${first}{"t":"surprise"}\n`],
    ['has a path that is not plain', `${first}${line({ t: 'scratch', path: '/a/../etc/kopi-docka' })}`],
    ['has a path that is relative', `${first}${line({ t: 'scratch', path: 'kopi-docka' })}`],
    ['does not begin with a run', `${JSON.stringify({ schema: JOURNAL_SCHEMA, ...take('db') })}\n`],
    ['does not name its form', line({ t: 'run', ...header() })],
  ])('calls a journal damaged that %s', (_, text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'E_STATE', message: expect.stringContaining('/j is damaged') }),
    );
  });

  it('calls a journal damaged that is no text', () => {
    const bytes = Buffer.concat([Buffer.from(first), Buffer.from([0xff, 0xfe, 0x0a])]);
    expect(() => parse(bytes)).toThrow(/damaged/);
  });

  it('refuses the journal of a newer version, naming it', () => {
    const text = `${JSON.stringify({ schema: 'kopi-docka/journal/2', tool: 'kopi-docka/9.1.0', new: true })}\n{"t":"new"}\n`;
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'E_STATE', message: expect.stringContaining('kopi-docka/9.1.0') }),
    );
  });
});
