// npm run quickstart: the whole story on a demo project, in an engine and a repository of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const start = performance.now();
try {
  const tools = await setUp();
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the program does not build');
  const { runTypeScript } = await import('./run-typescript.mjs');
  const { tellStory } = await runTypeScript('scripts/quickstart/story.ts');
  process.exitCode = await tellStory(tools, performance.now() - start);
} catch (error) {
  console.error(`quickstart failed: ${error.message}`);
  process.exitCode = 1;
}
