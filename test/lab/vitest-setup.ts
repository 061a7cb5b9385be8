import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEngine } from './engine.ts';
import { freshFolder, removeFolder } from './folders.ts';
import { importImage } from './image.ts';
import { findProcesses, killNow } from './processes.ts';
import { type Tools, useTools } from './tools.ts';

/**
 * Makes everything that real tests need, before the first of them: tools, the built program, the shared engine.
 *
 * Promise The program is a copy that later builds do not touch. What it gives back, run at the end, leaves nothing behind.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  useTools(JSON.parse(runScript('setup.mjs', '--json')) as Tools);

  const lab = freshFolder('lab');
  process.env['KOPI_DOCKA_LAB'] = lab;
  runScript('build.mjs');
  cpSync('dist', join(lab, 'program'), { recursive: true });
  process.env['KOPI_DOCKA_PROGRAM'] = resolve(lab, 'program', 'main.mjs');

  const engine = await startEngine();
  await importImage(engine);
  project.provide('labEngine', { socket: engine.socket, dataRoot: engine.dataRoot });

  return async () => {
    await engine.dispose();
    for (const { pid } of findProcesses(({ args }) => args.some((arg) => arg.includes(`${lab}/`)))) killNow(pid);
    removeFolder(lab);
  };
}

function runScript(name: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [join('scripts', name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  }).toString();
}
