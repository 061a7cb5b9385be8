import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Journal, JournalRecord, SwapStep } from '../../../src/journal/types.ts';
import { swap } from '../../../src/restore/swap.ts';

let folder: string;
let written: JournalRecord['t'][];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kd-swap-'));
  written = [];
});

afterEach(() => rmSync(folder, { recursive: true }));

function step(name: string, wanted: Partial<SwapStep> = {}): SwapStep {
  const live = join(folder, name);
  for (const [path, content] of [
    [live, 'old'],
    [`${live}.fresh`, 'new'],
  ] as const) {
    mkdirSync(path);
    writeFileSync(join(path, 'file'), content);
  }
  return { kind: 'volume', name, live, fresh: `${live}.fresh`, old: `${live}.old`, hadLive: true, ...wanted };
}

function run(
  steps: readonly SwapStep[],
  options: { beforeMoves?: () => void; refuse?: JournalRecord['t'] } = {},
): void {
  const journal: Journal = {
    runId: 'r',
    path: '',
    write: ({ t }) => {
      if (t === options.refuse) throw new Error('disk full');
      written.push(t);
    },
    end: () => undefined,
  };
  swap(steps, { restoreId: 'r1', journal, beforeMoves: options.beforeMoves ?? (() => undefined) });
}

function content(name: string): string {
  return readFileSync(join(folder, name, 'file'), 'utf8');
}

test('everything is exchanged, and the old data kept, between two records', () => {
  run([step('a'), step('b')], { beforeMoves: () => expect([...written, content('a')]).toEqual(['swap', 'old']) });
  expect([content('a'), content('b'), content('a.old'), content('b.old')]).toEqual(['new', 'new', 'old', 'old']);
  expect(readdirSync(folder)).toHaveLength(4);
  expect(written).toEqual(['swap', 'swapped']);
});

test('a step without fresh data takes away', () => {
  const only = step('a');
  rmSync(only.fresh, { recursive: true });
  run([only]);
  expect(readdirSync(folder)).toEqual(['a.old']);
});

test('a move that fails takes all others back', () => {
  const impossible = step('b', { old: join(folder, 'not there', 'b.old') });
  expect(() => run([step('a'), impossible])).toThrowError(expect.objectContaining({ code: 'E_RESTORE' }));
  expect([content('a'), content('b'), content('a.fresh'), content('b.fresh')]).toEqual(['old', 'old', 'new', 'new']);
  expect(written).toEqual(['swap', 'rolled-back']);
});

test('when the end can not be written down, all is taken back', () => {
  expect(() => run([step('a')], { refuse: 'swapped' })).toThrowError(expect.objectContaining({ code: 'E_RESTORE' }));
  expect(content('a')).toBe('old');
});

test('when nothing can be taken back, the restore is unfinished', () => {
  const lost = step('b', { old: join(folder, 'not there', 'b.old') });
  const beforeMoves = () => rmSync(lost.live, { recursive: true });
  expect(() => run([step('a'), lost], { beforeMoves })).toThrowError(
    expect.objectContaining({ code: 'E_RESTORE_UNFINISHED' }),
  );
});

test('a place that has changed since the plan is left alone', () => {
  const made = step('a', { hadLive: false });
  expect(() => run([made])).toThrowError(expect.objectContaining({ code: 'E_RESTORE' }));
  expect(written).toEqual([]);
  expect(content('a')).toBe('old');
});
