// npm run build: bundles src/main.ts and all libraries into dist/, one small entry and chunks that load when needed.
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { licenceText } from './licences.mjs';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const stub = join(import.meta.dirname, 'stubs', 'not-bundled.cjs');

// CommonJS libraries inside an ES module still expect these three; files without such a library start faster without.
const commonJsNames = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  define: { __KOPI_DOCKA_VERSION__: JSON.stringify(version) },
  alias: { '@grpc/grpc-js': stub, '@grpc/proto-loader': stub, protobufjs: stub, ssh2: stub },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  write: false,
}).catch(() => process.exit(1));

const files = new Map(outputFiles.map((file) => [relative(dist, file.path), withCommonJsNames(file.text)]));
files.set('main.mjs', `#!/usr/bin/env node\n${files.get('main.mjs')}`);
files.set('THIRD-PARTY-LICENSES.txt', await licenceText(root, Object.keys(metafile.inputs)));
await replaceDist(files);

const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
console.log(
  `built kopi-docka ${version}: dist/main.mjs and ${files.size - 1} more files, ${Math.ceil(bytes / 1024)} KiB`,
);

function withCommonJsNames(text) {
  const code = text.replace(/^#!.*\n/, '');
  return /\b(require|__filename|__dirname)\b/.test(code) ? `${commonJsNames}\n${code}` : code;
}

/** Puts each file in place as a whole, so that a program running from dist never sees half of one; then drops the rest. */
async function replaceDist(wanted) {
  const staging = await mkdtemp(join(root, 'node_modules', '.build-'));
  for (const [name, text] of wanted) {
    const staged = join(staging, 'file');
    await writeFile(staged, text, { mode: name === 'main.mjs' ? 0o755 : 0o644 });
    await mkdir(dirname(join(dist, name)), { recursive: true });
    await rename(staged, join(dist, name));
  }
  await rm(staging, { recursive: true });
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !wanted.has(relative(dist, path))) await rm(path, { force: true });
  }
}
