import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type LabHost, newHost, runCli, spawnCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { startDockerProxy } from '../../lab/docker-proxy.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { makeKopiaShim } from '../../lab/kopia-shim.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { tools } from '../../lab/tools.ts';

const engine = sharedEngine();

const files = (subnet: string) => ({
  'compose.yaml': `
services:
  db:
    image: ${LAB_IMAGE}
    env_file: db.env
    command: [sh, -c, 'trap exit TERM; while :; do sleep 1 & wait; done']
    volumes: [data:/data]
    networks: {back: {ipv4_address: ${subnet}.10, aliases: [database]}}
volumes: {data: {}}
configs: {settings: {file: settings.conf}}
networks:
  back:
    internal: true
    attachable: true
    labels: {purpose: database}
    driver_opts: {com.docker.network.bridge.enable_icc: "true"}
    ipam:
      config:
        - subnet: ${subnet}.0/24
          gateway: ${subnet}.1
          ip_range: ${subnet}.128/25
          aux_addresses: {printer: ${subnet}.200}
`,
  'db.env': 'PASSWORD=secret\n',
  'settings.conf': 'colour = blue\n',
});

/** A project with a network, on a host with one backup of it. */
async function savedProject(name: string, subnet: string): Promise<{ project: ComposeProject; host: LabHost }> {
  const project = composeProject(engine, name, files(subnet));
  const host = newHost(engine);
  await project.up();
  writeFileSync(join(await project.volumeFolder('data'), 'content'), name);
  const backup = await runCli(host, ['backup', name, '--json']);
  expect([backup.exitCode, backup.json?.units?.[0]?.warnings]).toEqual([0, []]);
  return { project, host };
}

/** Everything of the project is gone: containers, networks, volumes, files. */
async function lose(project: ComposeProject): Promise<void> {
  await project.down({ volumes: true });
  for (const name of readdirSync(project.folder)) rmSync(join(project.folder, name), { recursive: true });
}

async function inspectNetwork(name: string) {
  const { Id: _, Created: __, Containers: ___, ...rest } = await engine.call('GET', `/networks/${name}`);
  return rest;
}

const isThere = (name: string) =>
  engine.call('GET', `/networks/${name}`).then(
    () => true,
    () => false,
  );
const codes = (result: { json: { warnings: readonly { code: string }[] } }) =>
  result.json.warnings.map(({ code }) => code);

describe('a project of which nothing is left', () => {
  const name = 'parts-lost';
  let project: ComposeProject;
  let host: LabHost;

  beforeAll(async () => ({ project, host } = await savedProject(name, '10.91.1')));
  afterAll(async () => {
    await project.dispose();
    host.dispose();
  });

  test('comes back with its network and files, and Compose finds nothing to change in them', async () => {
    const network = await inspectNetwork(`${name}_back`);
    expect(network).toMatchObject({ Internal: true, Attachable: true, Labels: { purpose: 'database' } });
    await lose(project);

    const planned = await runCli(host, ['restore', name, '--dry-run', '--json']);
    expect(planned.json.networks).toMatchObject([{ name: `${name}_back`, internal: true }]);
    expect(planned.json.files.map(({ path }: { path: string }) => path)).toEqual(
      ['compose.yaml', 'db.env', 'settings.conf'].map((file) => join(project.folder, file)),
    );
    expect(JSON.stringify(planned.json)).not.toContain('secret');
    expect([readdirSync(project.folder), await isThere(`${name}_back`)]).toEqual([[], false]);
    const text = await runCli(host, ['restore', name, '--dry-run']);
    expect(text.stdout).toContain(`network ${name}_back (10.91.1.0/24)`);
    expect(text.stdout).toContain(`file ${project.folder}/db.env`);

    const restored = await runCli(host, ['restore', name, '--yes', '--json']);
    expect([restored.exitCode, codes(restored)]).toEqual([0, ['W_UNIT_NOT_RECREATED']]);
    expect(restored.json.restored.map((one: { kind: string; name: string }) => [one.kind, one.name])).toEqual([
      ['volume', `${name}_data`],
      ['network', `${name}_back`],
      ['file', 'compose.yaml'],
      ['file', 'project-files/db.env'],
      ['file', 'project-files/settings.conf'],
    ]);
    expect(await inspectNetwork(`${name}_back`)).toEqual(network);
    for (const [file, text] of Object.entries(files('10.91.1')))
      expect(readFileSync(join(project.folder, file), 'utf8')).toBe(text);
    expect(statSync(join(project.folder, 'db.env')).mode & 0o777).toBe(0o600);
    expect(statSync(join(project.folder, 'settings.conf')).mode & 0o777).toBe(0o644);

    const said = await project.compose('up', '--detach', '--pull', 'never');
    expect(said).toMatch(/Container .* Started/);
    expect(said).not.toMatch(/^ (?:Network|Volume) |level=warning/m);
    const [db] = await project.containers();
    const { NetworkSettings } = await engine.call('GET', `/containers/${db?.id}/json`);
    expect(NetworkSettings.Networks[`${name}_back`].IPAddress).toBe('10.91.1.10');
    expect(readFileSync(join(await project.volumeFolder('data'), 'content'), 'utf8')).toBe(name);
  });

  test('loses again by undo what a restore has made, but for what is used or was changed', async () => {
    await lose(project);
    await runCli(host, ['restore', name, '--yes', '--json']);
    writeFileSync(join(project.folder, 'db.env'), 'PASSWORD=other\n');
    const undone = await runCli(host, ['undo', '--yes', '--json']);
    expect([undone.exitCode, codes(undone)]).toEqual([0, ['W_FILE_KEPT']]);
    expect(readdirSync(project.folder)).toEqual(['db.env']);
    expect(await isThere(`${name}_back`)).toBe(false);
  });

  test('gives its data alone with --no-create, and its files into a folder with --to-dir', async () => {
    await lose(project);
    await engine.call('POST', '/volumes/create', { Name: `${name}_data` });
    const data = await runCli(host, ['restore', name, '--no-create', '--yes', '--json']);
    expect(data.json.restored.map(({ kind }: { kind: string }) => kind)).toEqual(['volume']);
    expect([readdirSync(project.folder), await isThere(`${name}_back`)]).toEqual([[], false]);

    const folder = freshFolder('to-dir');
    onTestFinished(() => removeFolder(folder));
    const copied = await runCli(host, ['restore', name, '--to-dir', join(folder, 'out'), '--yes', '--json']);
    expect([copied.exitCode, codes(copied)]).toEqual([0, []]);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([`${name}_data`, 'project']);
    expect(readdirSync(join(folder, 'out/project')).sort()).toEqual(['compose.yaml', 'db.env', 'settings.conf']);
    expect([readdirSync(project.folder), await isThere(`${name}_back`)]).toEqual([[], false]);
  });

  test('is not half there after a restore that came to nothing, killed or failed', async () => {
    await lose(project);
    const proxy = await startDockerProxy(engine, []);
    onTestFinished(() => proxy.close());
    const made = { match: /^POST .*\/networks\/create/, action: 'kill-after' } as const;
    const beforeSwap = { match: /^GET .*\/containers\/json(?!.*all)/, action: 'kill-before' } as const;
    for (const [rule, files] of [[made, 0] as const, [beforeSwap, 3] as const]) {
      proxy.setRules([rule]);
      const killed = spawnCli(host, ['restore', name, '--yes'], { env: { DOCKER_HOST: proxy.host } });
      proxy.setVictim(killed.pid);
      expect((await killed.ended).signal).toBe('SIGKILL');
      expect([readdirSync(project.folder).length, await isThere(`${name}_back`)]).toEqual([files, true]);
      expect((await runCli(host, ['recover', '--json'])).json).toMatchObject({ left: [] });
      expect([readdirSync(project.folder), await isThere(`${name}_back`)]).toEqual([[], false]);
    }

    const shim = makeKopiaShim([{ match: ' restore --mode', nth: 1, fault: { exit: 7 } }]);
    onTestFinished(() => shim.dispose());
    const failed = await runCli(host, ['restore', name, '--yes', '--json'], { env: { KOPI_DOCKA_KOPIA: shim.path } });
    expect([failed.json.error?.code, shim.hits().length]).toEqual(['E_RESTORE', 1]);
    expect([readdirSync(project.folder), await isThere(`${name}_back`)]).toEqual([[], false]);
    expect((await runCli(host, ['recover', '--json'])).json).toMatchObject({ done: [], left: [] });
  });
});

describe('a project of which something is there', () => {
  const name = 'parts-there';
  let project: ComposeProject;
  let host: LabHost;

  beforeAll(async () => ({ project, host } = await savedProject(name, '10.91.2')));
  afterAll(async () => {
    await project.dispose();
    host.dispose();
  });

  test('keeps a network and files that differ, and says how', async () => {
    await project.down();
    await engine.call('POST', '/networks/create', {
      Name: `${name}_back`,
      IPAM: { Config: [{ Subnet: '10.91.3.0/24' }] },
    });
    onTestFinished(() => engine.call('DELETE', `/networks/${name}_back`));
    writeFileSync(join(project.folder, 'settings.conf'), 'colour = red\n');
    rmSync(join(project.folder, 'db.env'));
    const before = await engine.call('GET', `/networks/${name}_back`);

    const restored = await runCli(host, ['restore', name, '--yes', '--json']);
    expect([restored.exitCode, codes(restored)]).toEqual([
      0,
      ['W_NETWORK_DIFFERS', 'W_PROJECT_DIFFERS', 'W_UNIT_NOT_RECREATED'],
    ]);
    expect(restored.json.warnings[0].message).toContain('subnet 10.91.3.0/24, not 10.91.2.0/24');
    expect(restored.json.warnings[1].hint).toMatch(/^kopi-docka restore parts-there --point \S+ --to-dir DIR puts/);
    expect(await engine.call('GET', `/networks/${name}_back`)).toEqual(before);
    expect(readFileSync(join(project.folder, 'settings.conf'), 'utf8')).toBe('colour = red\n');
    expect(readFileSync(join(project.folder, 'db.env'), 'utf8')).toBe('PASSWORD=secret\n');
  });

  test('never gets a file through a symbolic link', async () => {
    const elsewhere = freshFolder('elsewhere');
    const moved = `${project.folder}-moved`;
    mkdirSync(moved);
    onTestFinished(() => {
      rmSync(project.folder);
      mkdirSync(project.folder);
      for (const [file, text] of Object.entries(files('10.91.2'))) writeFileSync(join(project.folder, file), text);
      for (const folder of [elsewhere, moved]) removeFolder(folder);
    });
    rmSync(project.folder, { recursive: true });
    symlinkSync(elsewhere, project.folder);
    const restored = await runCli(host, ['restore', name, '--yes', '--json']);
    expect(restored.exitCode).toBe(3);
    expect(codes(restored).filter((code) => code === 'W_FILE_NOT_MADE')).toHaveLength(3);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('is told how to attach containers again that lost their network, and that helps', async () => {
    await project.up();
    await project.compose('stop', '--timeout', '1');
    await engine.call('DELETE', `/networks/${name}_back`);
    const restored = await runCli(host, ['restore', name, '--yes', '--json']);
    expect([restored.exitCode, codes(restored)]).toEqual([0, ['W_NETWORK_GONE']]);
    const [, ...commands] = /^Run (.*); then (.*)\.$/.exec(restored.json.warnings[0].hint) ?? [];
    expect(commands).toHaveLength(2);
    const [db] = await project.containers();
    await expect(engine.call('POST', `/containers/${db?.id}/start`)).rejects.toThrow(/not found/);
    for (const command of commands)
      await promisify(execFile)(tools().docker, command.split(' ').slice(1), { env: host.env });
    await engine.call('POST', `/containers/${db?.id}/start`);
    const { NetworkSettings } = await engine.call('GET', `/containers/${db?.id}/json`);
    const { IPAddress, Aliases } = NetworkSettings.Networks[`${name}_back`];
    expect([IPAddress, Aliases]).toEqual(['10.91.2.10', expect.arrayContaining(['database', 'db'])]);
  });

  test('keeps the point whole when another network has the addresses of its own', async () => {
    await project.down();
    await engine.call('POST', '/networks/create', {
      Name: 'parts-taker',
      IPAM: { Config: [{ Subnet: '10.91.2.0/23' }] },
    });
    onTestFinished(() => engine.call('DELETE', '/networks/parts-taker'));
    const restored = await runCli(host, ['restore', name, '--yes', '--json']);
    expect(restored.exitCode).toBe(3);
    expect(restored.json.warnings[0]).toMatchObject({
      code: 'W_NETWORK_NOT_MADE',
      message: expect.stringContaining('overlaps with that of the network parts-taker'),
    });
    expect(existsSync(join(await project.volumeFolder('data'), 'content'))).toBe(true);
  });
});
