import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endProcess } from '../../../src/host/end-process.ts';
import { identify, type ProcessId } from '../../../src/host/process-id.ts';

async function start(script: string): Promise<ProcessId> {
  const child = spawn('sh', ['-c', `${script}; echo ready; while :; do sleep 0.05; done`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const id = identify(child.pid ?? 0);
  if (id === null) throw new Error('it did not start');
  return id;
}

describe('endProcess', () => {
  it('ends a process by SIGTERM', async () => {
    const id = await start('trap "exit 0" TERM');
    await endProcess(id);
    expect(identify(id.pid)).toBeNull();
  });

  it('kills a process that does not listen', { timeout: 20_000 }, async () => {
    const id = await start('trap "" TERM');
    await endProcess(id);
    expect(identify(id.pid)).toBeNull();
  });

  it('leaves alone another process that has the pid by now', async () => {
    const id = await start('true');
    await endProcess({ ...id, startTicks: id.startTicks - 1 });
    await endProcess({ ...id, bootId: 'of another day' });
    expect(identify(id.pid)).toEqual(id);
  });
});
