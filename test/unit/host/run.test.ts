import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../src/host/process-id.ts';
import { run } from '../../../src/host/run.ts';
import { startScript } from './script.ts';
import { temporaryFolder } from './temporary.ts';

describe('run', () => {
  it('reports exit code and both streams, without a shell in between', async () => {
    const result = await run('sh', ['-c', 'echo "$1"; echo bad >&2; exit 7', 'sh', '$HOME; `id`']);
    expect(result).toEqual({ exitCode: 7, stdout: '$HOME; `id`', stderr: 'bad' });
  });

  it('gives a tool no variable that it was not told to', async () => {
    process.env['KD_SECRET'] = 'hidden';
    const { stdout } = await run('env', [], { env: { GIVEN: 'yes' } });
    delete process.env['KD_SECRET'];
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['GIVEN', 'HOME', 'LANG', 'LC_ALL', 'PATH']);
  });

  it('names a tool that is not there', async () => {
    await expect(run('kd-no-such-tool', [])).rejects.toMatchObject({ code: 'E_TOOL_MISSING' });
  });

  it('does not call a missing working folder a missing tool', async () => {
    const cwd = join(temporaryFolder(), 'gone');
    await expect(run('true', [], { cwd })).rejects.toMatchObject({ code: 'E_STATE' });
  });

  it('ends a tool whose time is over', async () => {
    await expect(run('sleep', ['60'], { timeoutMs: 100 })).rejects.toMatchObject({ code: 'E_STATE' });
  });

  it('keeps a Ctrl-C on our terminal from the tool', async () => {
    const script = await startScript(`
      import { run } from './host/run.ts';
      process.on('SIGINT', () => undefined);
      setTimeout(() => console.log('ready'), 300);
      const { exitCode } = await run('sh', ['-c', 'sleep 1; exit 5']);
      console.log('exit ' + exitCode);
    `);
    await script.said('ready');
    process.kill(-(script.child.pid ?? 0), 'SIGINT');
    await script.said('exit 5');
    expect(await script.ended()).toBe(0);
  });

  it('takes a running tool along when we exit', async () => {
    const script = await startScript(
      `
      import { run } from './host/run.ts';
      import { readFileSync } from 'node:fs';
      run('sh', ['-c', 'echo $$ > "$0"; exec sleep 60', process.argv[2]]);
      setTimeout(() => { console.log('pid ' + readFileSync(process.argv[2], 'utf8').trim() + '.'); process.exit(0); }, 500);
    `,
      join(temporaryFolder(), 'pid'),
    );
    await script.said('.');
    await script.ended();
    const pid = Number(/pid (\d+)/.exec(script.output())?.[1]);
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => identify(pid)).toBeNull();
  });
});
