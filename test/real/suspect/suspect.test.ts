import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const engine = sharedEngine();

interface ListedPoint {
  readonly id: string;
  readonly sealed: boolean;
  readonly complete: boolean;
  readonly pinned: boolean;
  readonly problems: readonly string[];
}

async function points(host: LabHost, unit: string): Promise<readonly ListedPoint[]> {
  return (await runCli(host, ['list', unit, '--json'])).json.points;
}

function fill(folder: string, count: number): void {
  for (let number = 0; number < count; number++) writeFileSync(join(folder, `file-${number}`), `content ${number}`);
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

function compose(name: string): ComposeProject {
  return composeProject(engine, name, {
    'compose.yaml': `
services:
  app:
    image: ${LAB_IMAGE}
    network_mode: none
    volumes: [data:/data, other:/other]
volumes: {data: {}, other: {}}
`,
  });
}

describe.each(['direct', 'tar'])('a volume that reads empty, stored as %s,', (format) => {
  const name = `suspect-${format}`;
  const backup = ['backup', name, '--json', '--backup-format', format];
  const project = compose(name);
  let host: LabHost;
  let data: string;
  let good: string;

  beforeAll(async () => {
    host = newHost(engine);
    await project.up();
    data = await project.volumeFolder('data');
    fill(data, 3);
    fill(await project.volumeFolder('other'), 3);
    good = (await runCli(host, backup)).json.units[0].point;
    empty(data);
  });
  afterAll(async () => {
    await project.dispose();
    host.dispose();
  });

  test('is never a green run: the point is marked, the last good one pinned, containers are back', async () => {
    const before = await project.containers();
    const { exitCode, json } = await runCli(host, backup);
    expect(exitCode).toBe(3);
    const [unit] = json.units;
    expect(unit.status).toBe('partial');
    expect(unit.errors).toMatchObject([
      { code: 'E_SUSPECT', message: `volume ${name}_data reads empty, it held 3 files before` },
    ]);
    expect(unit.errors[0].hint).toContain(`kopi-docka backup ${name} --accept-shrink`);
    expect(unit.errors[0].hint).toContain(good);
    expect(await points(host, name)).toMatchObject([
      { id: unit.point, sealed: true, complete: false, pinned: false },
      { id: good, sealed: true, complete: true, pinned: true },
    ]);
    const shown = (await runCli(host, ['show', unit.point, '--json'])).json;
    expect(shown.seal.suspect).toEqual([`${name}_data`]);
    expect(shown.point.problems).toEqual(['1 of its volumes and binds held much less than before']);
    expect(await project.containers()).toEqual(before);
  });

  test('is suspect again at the next run, against the same good point', async () => {
    const { exitCode, json } = await runCli(host, backup);
    expect(exitCode).toBe(3);
    expect(json.units[0].errors[0].hint).toContain(good);
  });

  test('is restored from the good point, which latest means', async () => {
    const { exitCode, json } = await runCli(host, ['restore', name, '--yes', '--json']);
    expect(json).toMatchObject({ point: good, exitCode: 0, errors: [] });
    expect(exitCode).toBe(0);
    expect(readFileSync(join(data, 'file-2'), 'utf8')).toBe('content 2');
    expect((await runCli(host, backup)).exitCode).toBe(0);
  });

  test('is taken for good with --accept-shrink, also by the runs after it', async () => {
    empty(data);
    const { exitCode, json } = await runCli(host, [...backup, '--accept-shrink']);
    expect(exitCode).toBe(0);
    expect(json.units[0].errors).toEqual([]);
    expect((await points(host, name))[0]).toMatchObject({ id: json.units[0].point, complete: true });
    expect((await runCli(host, backup)).exitCode).toBe(0);
  });
});

describe('a volume that loses files', () => {
  const name = 'suspect-some';
  const project = compose(name);
  let host: LabHost;
  let data: string;

  beforeAll(async () => {
    host = newHost(engine);
    await project.up();
    data = await project.volumeFolder('data');
    fill(data, 40);
    await runCli(host, ['backup', name]);
  });
  afterAll(async () => {
    await project.dispose();
    host.dispose();
  });

  test('is no matter as long as a tenth is left, and suspect below that', async () => {
    for (let number = 5; number < 40; number++) rmSync(join(data, `file-${number}`));
    expect((await runCli(host, ['backup', name])).exitCode).toBe(0);
    fill(data, 40);
    expect((await runCli(host, ['backup', name])).exitCode).toBe(0);
    for (let number = 3; number < 40; number++) rmSync(join(data, `file-${number}`));
    const { exitCode, stdout } = await runCli(host, ['backup', name]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`volume ${name}_data holds 3 of the 40 files that it held before (E_SUSPECT)`);
  });

  test('that new excludes leave out, is suspect too, and the hint says why', async () => {
    fill(data, 40);
    const { exitCode, json } = await runCli(host, ['backup', name, '--exclude', 'file-*', '--json']);
    expect(exitCode).toBe(3);
    const [unit] = json.units;
    expect(unit.errors[0].hint).toContain('Its excludes have changed since');
    expect(unit.warnings).toContainEqual(
      expect.objectContaining({
        code: 'W_EXCLUDES_ALL',
        message: `the excludes of volume ${name}_data leave out all of its 40 files`,
      }),
    );
  });
});

describe('a bind whose folder is gone', () => {
  const name = 'suspect-bind';
  const folder = freshFolder('suspect-bind');
  const bind = join(folder, 'bind');
  const project = composeProject(engine, name, {
    'compose.yaml': `services: {app: {image: ${LAB_IMAGE}, network_mode: none, volumes: ['${bind}:/bind', data:/data]}}\nvolumes: {data: {}}`,
  });
  let host: LabHost;
  let good: string;

  beforeAll(async () => {
    mkdirSync(bind);
    fill(bind, 3);
    host = newHost(engine);
    await project.up();
    good = (await runCli(host, ['backup', name, '--json'])).json.units[0].point;
    rmSync(bind, { recursive: true });
  });
  afterAll(async () => {
    await project.dispose();
    host.dispose();
    removeFolder(folder);
  });

  test('is suspect, and still is when the start of its container has made an empty one', async () => {
    const lost = await runCli(host, ['backup', name, '--json']);
    expect(lost.exitCode).toBe(3);
    expect(lost.json.units[0].errors).toMatchObject([
      { code: 'E_SUSPECT', message: `bind ${bind} was saved before, now it is not: does not exist on this host` },
    ]);
    expect((await points(host, name)).find(({ id }) => id === good)).toMatchObject({ pinned: true });
    expect(readdirSync(bind)).toEqual([]);
    const emptied = await runCli(host, ['backup', name, '--json']);
    expect(emptied.exitCode).toBe(3);
    expect(emptied.json.units[0].errors[0].message).toBe(`bind ${bind} reads empty, it held 3 files before`);
  });
});
