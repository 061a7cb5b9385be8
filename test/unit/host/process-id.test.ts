import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identify, isAlive } from '../../../src/host/process-id.ts';
import { temporaryFolder } from './temporary.ts';

describe('identify', () => {
  it('knows this process, and nobody where there is no process', () => {
    expect(identify(process.pid)).toMatchObject({ pid: process.pid, bootId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(identify(4_000_000)).toBeNull();
  });

  it('reads the start time past a command name that looks like fields', async () => {
    const named = join(temporaryFolder(), 'a) R 1 (2');
    copyFileSync('/bin/sleep', named);
    const child = spawn(named, ['60']);
    await once(child, 'spawn');
    const id = identify(child.pid ?? 0);
    expect(id?.startTicks).toBeGreaterThanOrEqual(identify(process.pid)?.startTicks ?? 0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(id && isAlive(id)).toBe(false);
  });
});

describe('isAlive', () => {
  it('tells this process from another that had its pid, and from one before a restart of the host', () => {
    const self = identify(process.pid);
    if (self === null) throw new Error('no /proc');
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startTicks: self.startTicks + 1 })).toBe(false);
    expect(isAlive({ ...self, bootId: 'another' })).toBe(false);
  });
});
