import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type OwnEngine, startEngine } from './engine.ts';
import { importImage } from './image.ts';
import { closeLab, openLab } from './lab-folder.ts';
import { type Tools, useTools } from './tools.ts';

/**
 * Makes everything that real tests need, before the first of them: tools, the built program, the shared engine.
 *
 * Promise The program is a copy that later builds do not touch. What it gives back, run at the end, leaves nothing behind.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  useTools(JSON.parse(runScript('setup.mjs', '--json')) as Tools);
  const lab = openLab();
  let engine: OwnEngine | null = null;
  async function tearDown(): Promise<void> {
    await engine?.dispose();
    closeLab(lab);
  }
  try {
    buildProgram(lab);
    engine = await startEngine();
    await importImage(engine);
    project.provide('labEngine', { socket: engine.socket, dataRoot: engine.dataRoot });
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

function buildProgram(lab: string): void {
  const program = join(lab, 'program');
  process.env['KOPI_DOCKA_PROGRAM'] = join(program, 'main.mjs');
  try {
    runScript('build.mjs');
    cpSync('dist', program, { recursive: true });
  } catch {
    console.error('the program does not build: only the tests that run it fail');
  }
}

function runScript(name: string, ...args: readonly string[]): string {
  return execFileSync(process.execPath, [join('scripts', name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
}
