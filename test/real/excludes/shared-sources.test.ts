import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareKopia } from '../../lab/bare-kopia.ts';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const OUTER = 'excludes-outer';
const INNER = 'excludes-inner';
const engine = sharedEngine();
const folder = freshFolder('excludes-shared');
const inside = join(folder, 'inside');
const projects: ComposeProject[] = [];
let host: LabHost;

/** Both units bind folders, one inside the other, and the same third one. */
beforeAll(async () => {
  for (const path of ['inside', 'both']) {
    mkdirSync(join(folder, path));
    for (const name of ['a.log', 'b.txt', 'c.tmp']) writeFileSync(join(folder, path, name), name);
  }
  for (const [name, source] of [
    [OUTER, folder],
    [INNER, inside],
  ] as const) {
    const volumes = `['${source}:/data', '${join(folder, 'both')}:/both']`;
    const project = composeProject(engine, name, {
      'compose.yaml': `services: {app: {image: ${LAB_IMAGE}, network_mode: none, volumes: ${volumes}}}`,
    });
    await project.up();
    projects.push(project);
  }
  host = newHost(engine);
  mkdirSync(host.home);
  writeFileSync(join(host.home, 'config.yaml'), `units: {${INNER}: {exclude: ['*.log']}}`);
});
afterAll(async () => {
  for (const project of projects) await project.dispose();
  host.dispose();
  removeFolder(folder);
});

interface Unit {
  readonly name: string;
  readonly snapshots: readonly { readonly id: string; readonly source: string }[];
}

function stored(units: readonly Unit[], unit: string, source: string): readonly string[] {
  const found = units.find(({ name }) => name === unit)?.snapshots.find((one) => one.source.endsWith(`:${source}`));
  return bareKopia(host, 'ls', '-r', found?.id ?? '')
    .split('\n')
    .filter((path) => path !== '' && !path.endsWith('/'))
    .map((path) => path.slice(path.indexOf('/') + 1))
    .sort();
}

test.each([[[OUTER, INNER]], [[INNER]], [[OUTER]], [[INNER, OUTER]]])(
  'the patterns of one unit leave nothing out of another that holds the same folders, in a run of %j',
  async (names) => {
    const { json, exitCode } = await runCli(host, ['backup', ...names, '--json']);
    expect(json.units.flatMap(({ errors }: { errors: unknown[] }) => errors)).toEqual([]);
    expect(exitCode).toBe(0);
    if (names.includes(OUTER)) {
      const all = ['a.log', 'b.txt', 'c.tmp'];
      expect(stored(json.units, OUTER, folder)).toEqual(
        ['both', 'inside'].flatMap((at) => all.map((name) => `${at}/${name}`)),
      );
    }
    if (names.includes(INNER)) {
      expect(stored(json.units, INNER, inside)).toEqual(['b.txt', 'c.tmp']);
      expect(stored(json.units, INNER, join(folder, 'both'))).toEqual(['b.txt', 'c.tmp']);
    }
  },
);

test('patterns that somebody else gave kopia for a folder inside are left alone, and told', async () => {
  const foreign = join(folder, 'both', 'foreign');
  mkdirSync(foreign);
  bareKopia(host, 'policy', 'set', foreign, '--add-ignore=*.tmp');
  const { json } = await runCli(host, ['backup', OUTER, '--json']);
  const [{ code, message }] = json.units[0].warnings;
  expect(code).toBe('W_FOREIGN_POLICY');
  expect(message).toMatch(`:${foreign} leave something out of ${OUTER}, too`);
});
