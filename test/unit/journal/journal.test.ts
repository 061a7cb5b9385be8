import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openJournal, resumeJournal } from '../../../src/journal/journal.ts';
import { listJournals, readJournal } from '../../../src/journal/read-journal.ts';
import { freshFolder, header, take } from './samples.ts';

const asRoot = process.getuid?.() === 0;

let state: string;
beforeEach(() => {
  state = join(freshFolder(), 'state');
});

describe('openJournal', () => {
  it('writes what can be read again, for the owner alone', () => {
    const journal = openJournal(state, header());
    journal.write(take('db'));
    journal.write({ t: 'scratch', path: '/srv/.kopi-docka-1' });
    expect(listJournals(state)).toEqual([journal.path]);
    expect(statSync(journal.path).mode & 0o777).toBe(0o600);
    expect(statSync(join(state, 'journal')).mode & 0o777).toBe(0o700);
    const read = readJournal(journal.path);
    expect(read.header).toEqual(header());
    expect(read.records.slice(1)).toEqual([take('db'), { t: 'scratch', path: '/srv/.kopi-docka-1' }]);
  });

  it('is gone when the run ends', () => {
    const journal = openJournal(state, header());
    journal.write(take('db'));
    journal.end('success');
    expect(readdirSync(join(state, 'journal'))).toEqual([]);
    expect(() => journal.write(take('web'))).toThrow(/has ended/);
  });

  it('refuses a record that recovery could not read, and writes nothing of it', () => {
    const journal = openJournal(state, header());
    expect(() => journal.write({ t: 'scratch', path: 'relative' })).toThrow(
      expect.objectContaining({ code: 'E_INTERNAL' }),
    );
    expect(readJournal(journal.path).records).toHaveLength(1);
  });

  it.each(['../run', '', '.hidden', 'a/b'])('refuses the run id %j as a file name', (runId) => {
    expect(() => openJournal(state, header({ runId }))).toThrow(/can not name a file/);
  });

  it('does not write over the journal of another run', () => {
    openJournal(state, header()).write(take('db'));
    expect(() => openJournal(state, header())).toThrow(/exists already/);
    expect(readJournal(listJournals(state)[0] ?? '').records).toHaveLength(2);
  });

  it.skipIf(!asRoot)('throws E_NO_SPACE on a full disk, stays readable, and goes on when there is room again', () => {
    mkdirSync(state, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'kd-journal', state]);
    onTestFinished(() => void execFileSync('umount', ['-l', state]));
    const journal = openJournal(state, header());
    writeFileSync(join(state, 'ballast'), Buffer.alloc(32 * 1024));
    const large = take('large', { inspect: { text: 'x'.repeat(64 * 1024) } });
    expect(() => journal.write(large)).toThrow(expect.objectContaining({ code: 'E_NO_SPACE' }));
    execFileSync('rm', [join(state, 'ballast')]);
    journal.write(take('small'));
    expect(readJournal(journal.path).records.slice(1)).toEqual([take('small')]);
  });

  it.skipIf(!asRoot)('can be ended on a full disk', () => {
    mkdirSync(state, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'kd-journal', state]);
    onTestFinished(() => void execFileSync('umount', ['-l', state]));
    const journal = openJournal(state, header());
    for (let record = 0; ; record += 1) {
      try {
        journal.write(take(`c${record}`));
      } catch {
        break;
      }
    }
    journal.end('success');
    expect(existsSync(journal.path)).toBe(false);
  });
});

describe('resumeJournal', () => {
  it('goes on behind the last whole record', () => {
    const journal = openJournal(state, header());
    journal.write(take('db'));
    appendFileSync(journal.path, '{"t":"take","unit":"sh');
    const resumed = resumeJournal(readJournal(journal.path));
    resumed.write({ t: 'gave-back', id: 'id-of-db' });
    expect(readJournal(journal.path).records.slice(1)).toEqual([take('db'), { t: 'gave-back', id: 'id-of-db' }]);
  });

  it('does not touch the file before it has something to say', () => {
    const { path } = openJournal(state, header());
    appendFileSync(path, 'torn');
    const before = readFileSync(path, 'utf8');
    resumeJournal(readJournal(path));
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});

describe('listJournals', () => {
  it('finds none where no run ever was', () => {
    expect(listJournals(state)).toEqual([]);
  });

  it('does not take an unreadable folder for none', () => {
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'journal'), 'a file');
    expect(() => listJournals(state)).toThrow(expect.objectContaining({ code: 'E_STATE' }));
  });
});
