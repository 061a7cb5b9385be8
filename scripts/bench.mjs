// npm run bench: measures the program against the same work by hand. BENCH_SCALE=0.05 tries it out.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setUp } from './setup.mjs';

const tools = await setUp();
const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
const { runTypeScript } = await import('./run-typescript.mjs');
const { measure } = await runTypeScript('bench/main.ts');
await measure(tools);
