import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseListener } from '../../../../src/cli/output/listener.ts';
import type { RunEvent } from '../../../../src/events.ts';
import { capturedTerminal } from '../captured-terminal.ts';
import { plainLook } from '../looks.ts';

const flags = { config: null, json: false, quiet: false, verbose: false, color: false, input: true } as const;
const plain = { ...flags, logFormat: 'text', progress: 'auto' } as const;

const run: readonly RunEvent[] = [
  { type: 'run-started', runId: 'r1', command: 'backup', units: ['shop'] },
  { type: 'unit-started', unit: 'shop' },
  { type: 'source-started', unit: 'shop', source: 'shop_db' },
  { type: 'member-stopping', unit: 'shop', member: 'shop-web-1' },
  { type: 'window-opened', unit: 'shop' },
  { type: 'member-stopped', unit: 'shop', member: 'shop-web-1' },
  { type: 'source-progress', unit: 'shop', source: 'shop_db', doneBytes: 512, totalBytes: 1024 },
  { type: 'source-read', unit: 'shop', source: 'shop_db', files: 3, bytes: 1024 },
  { type: 'member-starting', unit: 'shop', member: 'shop-web-1' },
  { type: 'member-started', unit: 'shop', member: 'shop-web-1' },
  { type: 'window-closed', unit: 'shop', downtimeMs: 812 },
  { type: 'source-saved', unit: 'shop', source: 'shop_db', files: 3, bytes: 1024 },
  { type: 'warning', unit: 'shop', warning: { code: 'W_X', message: 'a\u001b[2Jb', hint: 'h' } },
  { type: 'unit-ended', unit: 'shop', status: 'success', downtimeMs: 812, durationMs: 2400 },
  { type: 'run-ended', runId: 'r1', exitCode: 0 },
];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 6, 1, 2, 3, 4) });
});

afterEach(() => {
  vi.useRealTimers();
});

test('without a terminal each event is one line with the time of day', async () => {
  const terminal = capturedTerminal();
  const listener = await chooseListener(terminal, plain, plainLook());
  run.forEach(listener.listen);
  expect(terminal.stderrText()).toBe(
    [
      '02:03:04 backup of 1 unit begins (run r1)',
      '02:03:04 shop: begins',
      '02:03:04 shop: shop-web-1 stopped',
      '02:03:04 shop: shop-web-1 started',
      '02:03:04 shop: down for 0.8 s',
      '02:03:04 shop: shop_db saved, 3 files, 1.0 KiB',
      '02:03:04 shop: warning: a\\x1b[2Jb',
      '02:03:04 shop: done in 2.4 s, down 0.8 s\n',
    ].join('\n'),
  );
  expect(terminal.stdoutText()).toBe('');
});

test('--verbose says more', async () => {
  const terminal = capturedTerminal();
  const listener = await chooseListener(terminal, { ...plain, verbose: true }, plainLook());
  run.forEach(listener.listen);
  expect(terminal.stderrText()).toContain('shop: stopping'.replace('stopping', 'shop-web-1 stopping'));
  expect(terminal.stderrText()).toContain('shop: shop_db read, 3 files, 1.0 KiB');
});

test.each([
  ['--quiet', { ...plain, quiet: true }],
  ['--progress none', { ...plain, progress: 'none' as const }],
])('%s shows nothing', async (_, globals) => {
  const terminal = capturedTerminal({ isTTY: true });
  const listener = await chooseListener(terminal, globals, plainLook());
  run.forEach(listener.listen);
  vi.advanceTimersByTime(1000);
  listener.close();
  expect(terminal.stderrText()).toBe('');
});

test('under the journal each line begins with its priority and has no time', async () => {
  const terminal = capturedTerminal({ journal: true });
  const listener = await chooseListener(terminal, plain, plainLook());
  run.forEach(listener.listen);
  expect(terminal.stderrText()).toContain('<6>shop: shop-web-1 stopped\n');
  expect(terminal.stderrText()).toContain('<4>shop: warning: a\\x1b[2Jb\n');
});

test('--log-format json writes one record an event, with level, time, words and the event itself', async () => {
  const terminal = capturedTerminal({ isTTY: true });
  const listener = await chooseListener(terminal, { ...plain, logFormat: 'json' }, plainLook());
  run.forEach(listener.listen);
  const records = terminal
    .stderrText()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toContainEqual({
    level: 'info',
    time: new Date(2026, 6, 1, 2, 3, 4).toISOString(),
    tool: expect.stringMatching(/^kopi-docka\//),
    event: { type: 'window-closed', unit: 'shop', downtimeMs: 812 },
    msg: 'shop: down for 0.8 s',
  });
  expect(records.filter(({ level }) => level === 'warn')).toHaveLength(1);
});

test('on a terminal a bar is drawn for each volume, and a line stays for each unit that ended', async () => {
  const terminal = capturedTerminal({ isTTY: true });
  const listener = await chooseListener(terminal, plain, plainLook());
  run.slice(0, 7).forEach(listener.listen);
  vi.advanceTimersByTime(100);
  expect(terminal.stderrText()).toContain('• shop  stopping shop-web-1, down 0.1 s\n');
  expect(terminal.stderrText()).toContain('    shop_db  ████████░░░░░░░░ 50 %  512 B of 1.0 KiB\n');
  run.slice(7).forEach(listener.listen);
  listener.close();
  expect(terminal.stderrText()).toContain('✓ shop: done in 2.4 s, down 0.8 s\n');
});

test('what was drawn is taken away when the drawing ends', async () => {
  const terminal = capturedTerminal({ isTTY: true });
  const listener = await chooseListener(terminal, plain, plainLook());
  run.slice(0, 7).forEach(listener.listen);
  vi.advanceTimersByTime(100);
  listener.close();
  const line = '\u001b[2K\n';
  expect(terminal.stderrText().endsWith(`\u001b[2A${line}${line}\u001b[2A`)).toBe(true);
});

test('a dumb terminal is never redrawn', async () => {
  const terminal = capturedTerminal({ isTTY: true, env: { TERM: 'dumb' } });
  const listener = await chooseListener(terminal, plain, plainLook());
  run.forEach(listener.listen);
  vi.advanceTimersByTime(1000);
  listener.close();
  expect(terminal.stderrText()).not.toContain('\u001b');
});

test('a terminal that takes nothing is not written to until it does', async () => {
  const terminal = capturedTerminal({ isTTY: true });
  Object.defineProperty(terminal.stderr, 'writableNeedDrain', { value: true });
  const listener = await chooseListener(terminal, plain, plainLook());
  run.slice(0, 7).forEach(listener.listen);
  vi.advanceTimersByTime(10_000);
  expect(terminal.stderrText()).toBe('');
});

test('more units than the screen has lines are counted, not drawn', async () => {
  const terminal = capturedTerminal({ isTTY: true });
  const listener = await chooseListener(terminal, plain, plainLook());
  for (let unit = 0; unit < 100; unit += 1) listener.listen({ type: 'unit-started', unit: `u${unit}` });
  vi.advanceTimersByTime(100);
  expect(terminal.stderrText().split('\n')).toHaveLength(24);
  expect(terminal.stderrText()).toContain('  and 78 more\n');
});
