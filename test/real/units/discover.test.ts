import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/types.ts';
import { connectEngine } from '../../../src/docker/engine.ts';
import { chooseStopped } from '../../../src/units/choose-stopped.ts';
import { discover } from '../../../src/units/discover.ts';
import { orderMembers } from '../../../src/units/order-members.ts';
import type { Discovery, Unit } from '../../../src/units/types.ts';
import { composeProject } from '../../lab/compose.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const lab = sharedEngine();
const host = freshFolder('discover');
const socket = createServer().listen(join(host, 'app.sock'));
for (const folder of ['conf', 'conf/inner', 'real', 'repository', 'state']) mkdirSync(join(host, folder));
writeFileSync(join(host, 'one.conf'), 'x');
symlinkSync(join(host, 'real'), join(host, 'link'));

const project = composeProject(lab, 'disc', {
  'compose.yaml': `
x-plain: &plain { image: "${LAB_IMAGE}", network_mode: none }
services:
  db: { <<: *plain, volumes: ["db:/db", "/anonymous"], labels: { kopi-docka.stop-timeout: 40s } }
  api:
    <<: *plain
    depends_on: [db]
    volumes: ["db:/db:ro", "${host}/conf:/conf", "${host}/conf/inner:/inner", "${host}/one.conf:/one.conf:ro"]
  sidecar: { image: "${LAB_IMAGE}", network_mode: "service:api", tmpfs: /scratch }
  web:
    <<: *plain
    depends_on: [api]
    volumes: ["${host}/link:/link", "${host}/app.sock:/app.sock", "/proc:/host/proc:ro", "${host}/repository/x:/repo"]
  job: { <<: *plain, command: "true", volumes: ["cache:/cache"] }
volumes: { db: {}, cache: { labels: { kopi-docka.enable: "false" } }, idle: {} }
`,
});
const created: string[] = [];

async function docker(name: string, body: Record<string, unknown>, start = true): Promise<string> {
  const hostConfig = { NetworkMode: 'none', ...(body['HostConfig'] as object) };
  const config = { Image: LAB_IMAGE, ...body, HostConfig: hostConfig };
  const { Id } = await lab.call('POST', `/containers/create?name=${name}`, config);
  created.push(Id);
  if (start) await lab.call('POST', `/containers/${Id}/start`);
  return Id;
}

async function look(config: Partial<Config['backup']> = {}): Promise<Discovery> {
  const engine = await connectEngine({ env: { DOCKER_HOST: lab.host } });
  const backup = { strategy: 'auto', format: 'direct', stopTimeoutSeconds: null, exclude: [], binds: true, ...config };
  const book = { units: [], backup: backup as unknown as Config['backup'] };
  const ours = { repositoryPath: join(host, 'repository'), ownFolders: [join(host, 'state')] };
  const { discovery } = await discover(engine, book, ours);
  engine.close();
  return discovery;
}

function unitOf(discovery: Discovery, name: string): Unit {
  const unit = discovery.units.find((candidate) => candidate.name === name);
  if (unit === undefined) throw new Error(`no unit ${name}`);
  return unit;
}

let discovery: Discovery;
beforeAll(async () => {
  await project.up();
  await project.compose('create');
  await project.compose('run', '--detach', 'db', 'sleep', '1000');
  await lab.call('POST', '/volumes/create', { Name: 'disc-unused' });
  await lab.call('POST', '/volumes/create', {
    Name: 'disc_idle',
    Labels: { 'com.docker.compose.project': 'disc', 'com.docker.compose.volume': 'idle' },
  });
  await docker('disc-writer', { HostConfig: { Binds: ['disc_db:/x'] } });
  await docker('disc-reader', { HostConfig: { Binds: ['disc_db:/x:ro'] } });
  await docker('disc-path', { HostConfig: { Binds: [`${lab.dataRoot}/volumes/disc_db/_data:/x`] } });
  await docker('disc-rm', { HostConfig: { AutoRemove: true, Binds: ['disc_rm:/x'] } });
  await docker('disc-guest', { HostConfig: { NetworkMode: 'container:disc-api-1' } });
  await docker(
    'disc-forged',
    { Labels: { 'com.docker.compose.project': '../../etc/x y\nz', 'kopi-docka.helper': 'x' } },
    false,
  );
  discovery = await look();
});
afterAll(async () => {
  await Promise.all(created.map((id) => lab.call('DELETE', `/containers/${id}?force=1&v=1`).catch(() => undefined)));
  await project.compose('down', '--timeout', '1', '--volumes', '--remove-orphans');
  for (const name of ['disc-unused', 'disc_idle', 'disc_rm', 'disc_db'])
    await lab.call('DELETE', `/volumes/${name}`).catch(() => undefined);
  socket.close();
  removeFolder(host);
  await project.dispose();
});

describe('discovery of a real Compose project', () => {
  it('finds all members with their state and service', () => {
    const members = unitOf(discovery, 'disc').members.filter((member) => member.unstoppable === null);
    expect(members.map((member) => [member.service, member.container.state])).toEqual([
      ['api', 'running'],
      ['db', 'running'],
      ['job', 'exited'],
      ['sidecar', 'running'],
      ['web', 'running'],
    ]);
    expect(members.find((member) => member.service === 'db')?.stopTimeout).toBe(40);
  });

  it('finds its volumes: used, anonymous, unused, and one that its label waives', () => {
    const unit = unitOf(discovery, 'disc');
    const anonymous = unit.volumes.filter((volume) => volume.anonymous);
    // One of the service and one of its one-off container.
    expect(anonymous).toHaveLength(2);
    expect(unit.volumes.filter((volume) => !volume.anonymous)).toMatchObject([
      { volume: { name: 'disc_db' }, readable: 'direct', sharedWith: ['disc-path', 'disc-reader', 'disc-writer'] },
      { volume: { name: 'disc_idle' }, sharedWith: [] },
    ]);
    expect(unit.uncovered).toContainEqual(
      expect.objectContaining({ kind: 'volume', name: 'disc_cache', waived: true }),
    );
  });

  it('finds its binds and says why it leaves some out', () => {
    const unit = unitOf(discovery, 'disc');
    expect(unit.binds.map(({ source, type, within, readOnly }) => [source, type, within, readOnly])).toEqual([
      [`${host}/conf`, 'directory', null, false],
      [`${host}/conf/inner`, 'directory', `${host}/conf`, false],
      [`${host}/one.conf`, 'file', null, true],
      [`${host}/real`, 'directory', null, false],
    ]);
    const left = unit.uncovered.filter(({ kind }) => kind !== 'volume').map(({ name, waived }) => [name, waived]);
    expect(left).toEqual([
      ['/proc', true],
      [`${host}/app.sock`, true],
      [`${host}/repository/x`, true],
      ['disc-sidecar-1:/scratch', true],
    ]);
  });

  it('knows where the project lies', () => {
    expect(unitOf(discovery, 'disc').project).toEqual({
      name: 'disc',
      workingDir: project.folder,
      configFiles: [join(project.folder, 'compose.yaml')],
      environmentFiles: [],
    });
  });

  it('knows the one-off container as one that can not be stopped', () => {
    const unit = unitOf(discovery, 'disc');
    expect(unit.members.filter((member) => member.unstoppable !== null)).toMatchObject([{ unstoppable: 'one-off' }]);
    expect(chooseStopped(unit, discovery.units).refusal).toMatch(
      /^disc-db-run-\w+ can write to the data and is a one-off/,
    );
  });

  it('stops the writers of other units and the guests of its namespaces, in the right order', async () => {
    const filters = encodeURIComponent(
      '{"label":["com.docker.compose.project=disc","com.docker.compose.oneoff=True"]}',
    );
    for (const { Id } of await lab.call('GET', `/containers/json?all=1&filters=${filters}`))
      await lab.call('DELETE', `/containers/${Id}?force=1&v=1`);
    const without = await look();
    const choice = chooseStopped(unitOf(without, 'disc'), without.units);
    expect(choice.refusal).toBeNull();
    const { stop, start, warnings } = orderMembers(choice.stop);
    const names = (levels: typeof stop) => levels.map((level) => level.map(({ member }) => member.name));
    expect(names(start)).toEqual([
      ['disc-db-1', 'disc-path', 'disc-writer'],
      ['disc-api-1'],
      ['disc-guest', 'disc-sidecar-1', 'disc-web-1'],
    ]);
    expect(names(stop)).toEqual(names(start).reverse());
    expect(warnings).toEqual([]);
  });
});

describe('discovery of the rest', () => {
  it('makes a unit of an unused volume', () => {
    expect(unitOf(discovery, 'disc-unused')).toMatchObject({
      kind: 'volume',
      members: [],
      volumes: [{ readable: 'direct' }],
    });
  });

  it('never stops a --rm container', () => {
    const unit = unitOf(discovery, 'disc-rm');
    expect(unit.members).toMatchObject([{ unstoppable: 'auto-remove' }]);
    expect(chooseStopped(unit, discovery.units)).toMatchObject({ stop: [], refusal: expect.stringContaining('--rm') });
  });

  it('takes the bind of a volume folder for that volume', () => {
    expect(unitOf(discovery, 'disc-path')).toMatchObject({ binds: [], volumes: [{ volume: { name: 'disc_db' } }] });
  });

  it('keeps forged labels out of names', () => {
    expect(unitOf(discovery, 'disc-forged')).toMatchObject({ kind: 'container', project: null });
    expect(discovery.units.every(({ name }) => /^[\w.:-]+$/.test(name))).toBe(true);
  });

  it('saves no bind when the config switches binds off', async () => {
    const without = unitOf(await look({ binds: false }), 'disc');
    expect(without.binds).toEqual([]);
    expect(without.uncovered).toContainEqual(expect.objectContaining({ name: `${host}/conf`, waived: true }));
  });
});
