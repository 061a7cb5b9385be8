import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundleScript, startScript } from './script.ts';

const listening = `
  import { onStopSignals } from './host/signals.ts';
  const release = onStopSignals((signal, count) => {
    console.log(signal + ' ' + count);
    if (count === 3) release();
  });
  setInterval(() => undefined, 1000);
  console.log('ready');
`;

describe('onStopSignals', () => {
  it('counts signals of any kind, and lets the one after its release end the process', async () => {
    const { child, said, ended } = await startScript(listening);
    await said('ready');
    for (const [signal, line] of [
      ['SIGINT', 'SIGINT 1'],
      ['SIGHUP', 'SIGHUP 2'],
      ['SIGTERM', 'SIGTERM 3'],
    ] as const) {
      child.kill(signal);
      await said(line);
    }
    child.kill('SIGTERM');
    expect(await ended()).toBe('SIGTERM');
  });
});

describe('ignoreBrokenPipes', () => {
  const talking = `
    import { ignoreBrokenPipes } from './host/broken-pipes.ts';
    import { writeFileSync } from 'node:fs';
    ignoreBrokenPipes();
    let lines = 0;
    const timer = setInterval(() => {
      console.log('line ' + lines);
      console.error('line ' + lines);
      lines += 1;
      if (lines < 30) return;
      clearInterval(timer);
      writeFileSync(process.argv[2], 'finished');
      process.exitCode = 7;
    }, 10);
  `;

  it('lets a run finish with its own exit code when nobody reads its output any more', async () => {
    const file = await bundleScript(talking);
    const shell = `{ "$0" "$1" "$2" 2>&1; echo $? > "$1.code"; } | head -n 1`;
    spawnSync('sh', ['-c', shell, process.execPath, file, `${file}.done`], { stdio: 'ignore' });
    const read = (name: string) => (existsSync(name) ? readFileSync(name, 'utf8') : null);
    await expect.poll(() => read(`${file}.code`)).toBe('7\n');
    expect(read(`${file}.done`)).toBe('finished');
  });

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)(
    'keeps the exit code when the terminal is gone',
    async () => {
      const file = await bundleScript(`process.on('SIGHUP', () => undefined);\n${talking}`);
      const closing = [
        'import os, pty, sys, time',
        'pid, fd = pty.fork()',
        'if pid == 0: os.execv(sys.argv[1], sys.argv[1:])',
        'os.read(fd, 10); os.close(fd)',
        'print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))',
      ].join('\n');
      const result = execFileSync('python3', ['-c', closing, process.execPath, file, `${file}.done`], {
        encoding: 'utf8',
      });
      expect(result.trim()).toBe('7');
    },
  );
});
