import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Runs a TypeScript program of this tree in this process: Node 20 needs it compiled first.
 *
 * Shape   its path, relative to the repository → what its module exports
 */
export async function runTypeScript(entry) {
  const root = join(import.meta.dirname, '..');
  const folder = join(root, 'node_modules', '.cache', 'kopi-docka');
  const outfile = join(folder, `${basename(entry, '.ts')}.mjs`);
  mkdirSync(folder, { recursive: true });
  process.chdir(root);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(outfile);
}
