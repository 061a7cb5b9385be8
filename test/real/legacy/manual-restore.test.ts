import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { compareTrees } from '../../lab/compare.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { tools } from '../../lab/tools.ts';
import { makeTree } from '../../lab/tree.ts';
import { type PythonHost, pythonHost } from './python-host.ts';

const engine = sharedEngine();
const UNIT = 'byhand';
const VOLUME = `${UNIT}_data`;
const NETWORK = `${UNIT}_back`;
const page = readFileSync(new URL('../../../docs/manual-restore.md', import.meta.url), 'utf8');

/** The commands of the page by the heading above them; what the reader has to fill in are lines like `UNIT=shop`. */
const blocks = new Map<string, string[]>();
for (const section of page.split(/^## /m).slice(1))
  blocks.set(
    section.slice(0, section.indexOf('\n')),
    [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code),
  );
const done = new Set<string>();

let project: ComposeProject;
let host: LabHost;
let python: PythonHost;
let folder: string;
let bind: string;

/** Runs sections of the page in one shell, with what a reader would fill in. */
async function follow(sections: readonly string[], values: Readonly<Record<string, string>>): Promise<string> {
  const lines = sections.flatMap((section) => {
    const code = blocks.get(section);
    if (code === undefined) throw new Error(`the page has no section ${section}`);
    done.add(section);
    return code.map((block) => fillIn(block, values));
  });
  const bin = freshFolder('bin');
  writeFileSync(join(bin, 'kopia'), `#!/bin/sh\nexec '${tools().kopia}' "$@"\n`, { mode: 0o755 });
  const env = { ...host.env, PATH: `${bin}:${dirname(tools().docker)}:${process.env['PATH']}` };
  try {
    const script = ['set -euo pipefail', ...lines].join('\n');
    return (await promisify(execFile)('bash', ['-c', script], { env, maxBuffer: 1 << 26 })).stdout;
  } finally {
    removeFolder(bin);
  }
}

function fillIn(block: string, values: Readonly<Record<string, string>>): string {
  if (
    !block
      .trim()
      .split('\n')
      .every((line) => /^[A-Z_]+=\S+$/.test(line))
  )
    return block;
  return block.replace(/^([A-Z_]+)=.*$/gm, (_, name: string) => {
    if (values[name] === undefined) throw new Error(`nothing to fill in for ${name}`);
    return `${name}='${values[name]}'`;
  });
}

const common = {
  UNIT,
  VOLUME,
  PROJECT: UNIT,
  KEY: 'data',
  NETWORK,
  NETWORK_KEY: 'back',
  SUBNET: '10.94.0.0/24',
  GATEWAY: '10.94.0.1',
};
const IN_PLACE = ['Bring a volume back', 'Bring a network back'];

function workFolder(): string {
  const work = freshFolder('by-hand');
  rmSync(work, { recursive: true });
  return work;
}

beforeAll(async () => {
  const files = {
    'compose.yaml': `
services: {db: {image: '${LAB_IMAGE}', networks: [back], volumes: ['data:/data', './settings:/settings']}}
volumes: {data: {}}
networks: {back: {ipam: {config: [{subnet: 10.94.0.0/24, gateway: 10.94.0.1}]}}}
`,
    'settings/one': 'setting\n',
  };
  project = composeProject(engine, UNIT, files);
  await project.up();
  folder = await project.volumeFolder('data');
  bind = join(project.folder, 'settings');
  await makeTree(folder);
  host = newHost(engine);
  python = pythonHost(engine, 'byhandhost');
});
afterAll(async () => {
  await project.dispose();
  for (const one of [host, python]) one.dispose();
});

describe('by the page, with kopia alone,', () => {
  test.each(['direct', 'tar'] as const)('a %s point of ours comes back', async (format) => {
    await project.up();
    const saved = scanTree(folder);
    const { json } = await runCli(host, ['backup', UNIT, '--backup-format', format, '--json']);
    const { point } = json.units[0];
    const work = workFolder();
    const password = join(host.home, 'repository.password');
    const values = {
      ...common,
      REPOSITORY: join(host.home, 'repository'),
      PASSWORD_FILE: password,
      WORK: work,
      POINT: point,
      BIND: bind,
    };
    await project.down();
    writeFileSync(join(folder, 'stray'), 'not of the backup');
    const first = [
      'Open the repository',
      'Find the point',
      `Read a ${format} volume`,
      ...(format === 'direct' ? ['Read a bind mount'] : []),
    ];
    const said = await follow([...first, 'Read the recipe', ...IN_PLACE], values);

    expect(said).toContain(`"tag:backup_id":"${point}"`);
    for (const file of [
      'compose.yaml',
      'compose_order.json',
      'networks.json',
      'kopi-docka.json',
      `${UNIT}-db-1_inspect.json`,
    ])
      expect(said).toContain(join(work, 'recipe', file));
    const lost =
      format === 'direct' ? (['folderTimes', 'symlinkTimes', 'sparse', 'hardLinks'] as const) : (['sparse'] as const);
    expect(compareTrees(saved, folder, { ignore: lost })).toEqual([]);
    if (format === 'direct') expect(readFileSync(join(work, 'bind/one'), 'utf8')).toBe('setting\n');
    const up = await project.compose('up', '--detach', '--pull', 'never');
    expect(up).not.toMatch(/^ (?:Network|Volume) |level=warning/m);
    for (const left of [work, `${folder}.old`]) rmSync(left, { recursive: true });
    await follow(['Open the repository', 'Tidy up'], values);
    expect(existsSync(work)).toBe(false);
  });

  test.each(['direct', 'tar'] as const)('a %s point of the Python tool comes back', async (format) => {
    const source = join(python.folder, `source-${format}`);
    await makeTree(source);
    const networks = [await engine.call('GET', `/networks/${NETWORK}`)];
    const recipe = { 'docker-compose.yml': 'services: {}\n' };
    const point = python.save({
      unit: UNIT,
      recipe,
      networks,
      volumes: [{ name: VOLUME, path: source, format }],
      binds: [bind],
    });
    const password = join(python.folder, 'password');
    writeFileSync(password, 'password of the Python tool\n');
    const work = workFolder();
    const values = {
      ...common,
      REPOSITORY: python.repository,
      PASSWORD_FILE: password,
      WORK: work,
      POINT: point,
      BIND: join(bind, 'one'),
    };
    const single = python.save({ unit: UNIT, binds: [join(bind, 'one')] });
    const begin = ['Open the repository', 'Find the point'];
    await follow(
      [...begin, `Read a ${format} volume`, 'Read the recipe', 'Read the networks of a point of the Python tool'],
      values,
    );
    expect(JSON.parse(readFileSync(join(work, 'networks/networks.json'), 'utf8'))).toMatchObject([{ Name: NETWORK }]);
    const byDefault = ['cache-folder/CACHEDIR.TAG', 'cache-folder/precious', 'file.precious', 'plain'];
    const [ignore, missing] =
      format === 'direct'
        ? ([
            ['folderTimes', 'symlinkTimes', 'sparse', 'hardLinks'],
            byDefault.map((path) => `${path}: missing file`),
          ] as const)
        : ([['mtimeNs', 'sparse'], []] as const);
    expect(compareTrees(scanTree(source), join(work, VOLUME), { ignore })).toEqual(missing);
    rmSync(work, { recursive: true });

    await follow([...begin, 'Read a bind mount'], { ...values, POINT: single });
    expect(readFileSync(join(work, 'bind'), 'utf8')).toBe('setting\n');
    rmSync(work, { recursive: true });
  });
});

test('every section of the page with commands was followed', () => {
  const withCommands = [...blocks].filter(([, code]) => code.length > 0).map(([section]) => section);
  expect(withCommands.filter((section) => !done.has(section))).toEqual([]);
});
