import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { programPath } from '../../lab/cli.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

const run = promisify(execFile);
const folder = freshFolder('pack');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
afterAll(() => removeFolder(folder));

test('the package installs into an empty folder without a network and runs there', async () => {
  const source = join(folder, 'source');
  mkdirSync(source);
  cpSync(dirname(programPath()), join(source, 'dist'), { recursive: true });
  for (const name of ['package.json', 'README.md']) if (existsSync(name)) cpSync(name, join(source, name));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse((await run('npm', pack, { cwd: source })).stdout);
  expect(packed.files.find(({ path }: { path: string }) => path === 'dist/main.mjs').mode & 0o111).toBe(0o111);

  const target = join(folder, 'installed');
  const env = { PATH: process.env['PATH'], HOME: folder, npm_config_cache: join(folder, 'cache') };
  const install = ['install', '--offline', '--prefix', target, join(folder, packed.filename)];
  await run('npm', install, { env, cwd: folder });

  const program = join(target, 'node_modules', '.bin', 'kopi-docka');
  expect((await run(program, ['--version'], { env, cwd: folder })).stdout.trim()).toBe(`kopi-docka ${version}`);
  await expect(
    run(program, ['units', '--json'], { env: { ...env, DOCKER_HOST: 'unix:///nowhere' } }),
  ).rejects.toMatchObject({
    code: 6,
  });
});
