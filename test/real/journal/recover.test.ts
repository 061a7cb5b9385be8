import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Container, Engine } from '../../../src/docker/types.ts';
import { identify } from '../../../src/host/process-id.ts';
import { openJournal } from '../../../src/journal/journal.ts';
import { listJournals } from '../../../src/journal/read-journal.ts';
import { recover } from '../../../src/journal/recover.ts';
import type { Journal, RecoveryReport } from '../../../src/journal/types.ts';
import { type ComposeProject, composeProject, dockerEnvironment } from '../../lab/compose.ts';
import { startEngine } from '../../lab/engine.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { importImage, LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo, containerYard, shell } from '../docker/docker-lab.ts';

const lab = sharedEngine();
const yard = containerYard(lab);
const cleanUps: (() => unknown)[] = [];
let engine: Engine;
let state: string;

beforeEach(async () => {
  engine = await connectTo(lab);
  state = freshFolder('journal');
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await yard.clear();
  engine.close();
  removeFolder(state);
});

async function look(idOrName: string, at = engine): Promise<Container> {
  const found = await at.inspect(idOrName);
  if (found === null) throw new Error(`there is no container ${idOrName}`);
  return found;
}

const make = async (body = {}): Promise<Container> => look((await yard.make(body)).id);
const states = (containers: readonly Container[]) =>
  Promise.all(containers.map(async ({ id }) => (await look(id)).state));

/** The journal of a run that is dead. */
async function deadRun(at = engine): Promise<Journal> {
  const self = identify(process.pid);
  if (self === null) throw new Error('no /proc');
  return openJournal(state, {
    runId: 'dead',
    command: 'backup',
    process: { ...self, pid: 4_000_000 },
    engineId: (await at.info()).id,
    at: new Date().toISOString(),
    tool: 'kopi-docka/test',
  });
}

/** Tells of a container what a run tells before it takes it. */
let order = 0;
function take(journal: Journal, { id, name, startedAt, raw }: Container, how: 'stop' | 'pause' = 'stop'): void {
  order += 1;
  journal.write({ t: 'take', unit: 'lab', how, id, name, startedAt, order, inspect: raw });
}

const heal = (connect: () => Promise<Engine> = async () => engine): Promise<RecoveryReport> =>
  recover({ stateFolder: state, engine: connect, emit: () => undefined });

describe('recover', () => {
  it('starts and unpauses exactly what the dead run took; the second time it does nothing', async () => {
    const [web, db, paused, down] = [await make(), await make(), await make(), await make()];
    await engine.stop(down.id, 1);
    const run = await deadRun();
    take(run, web);
    take(run, db);
    take(run, paused, 'pause');
    await Promise.all([engine.stop(web.id, 1), engine.stop(db.id, 1), engine.pause(paused.id)]);

    const all = [web, db, paused, down];
    expect((await heal()).left).toEqual([]);
    expect(await states(all)).toEqual(['running', 'running', 'running', 'exited']);

    const lives = () => Promise.all(all.map(async ({ id }) => (await look(id)).startedAt));
    const before = await lives();
    expect(await heal()).toEqual({ runs: [], done: [], left: [] });
    expect(await lives()).toEqual(before);
    expect(listJournals(state)).toEqual([]);
  });

  it('leaves alone what somebody has started and stopped, or replaced, since', async () => {
    const [restarted, replaced] = [await make(), await make()];
    const run = await deadRun();
    take(run, restarted);
    take(run, replaced);
    await Promise.all([engine.stop(restarted.id, 1), engine.stop(replaced.id, 1)]);
    await engine.start(restarted.id);
    await engine.stop(restarted.id, 1);
    await lab.call('DELETE', `/containers/${replaced.id}`);
    const made = await lab.call('POST', `/containers/create?name=${replaced.name}`, { Image: LAB_IMAGE });
    cleanUps.push(() => lab.call('DELETE', `/containers/${made.Id}?force=1`));

    expect(await heal()).toMatchObject({ done: { length: 2 }, left: [] });
    expect((await look(restarted.id)).state).toBe('exited');
    expect(await look(replaced.name)).toMatchObject({ id: made.Id, state: 'created' });
  });

  it('waits for a stop that the engine still carries out for the dead run, and brings that container back', async () => {
    const slow = await make({ ...shell('trap "" TERM; while :; do sleep 0.1; done'), StopTimeout: 3 });
    const run = await deadRun();
    take(run, slow);
    const stopping = lab.call('POST', `/containers/${slow.id}/stop`);
    await new Promise((next) => setTimeout(next, 300));
    expect((await look(slow.id)).state).toBe('running');

    expect((await heal()).done).toEqual([`container ${slow.name} was started again`]);
    await stopping;
    expect((await look(slow.id)).state).toBe('running');
    expect((await look(slow.id)).startedAt).not.toBe(slow.startedAt);
  });

  it('names a container that can not be started, starts the others, and tries again the next time', async () => {
    const source = join(freshFolder('bind'), 'source');
    mkdirSync(source);
    const mount = { Type: 'bind', Source: source, Target: '/data' };
    const [fine, broken] = [await make(), await make({ HostConfig: { Mounts: [mount] } })];
    const run = await deadRun();
    take(run, fine);
    take(run, broken);
    await Promise.all([engine.stop(broken.id, 1), engine.stop(fine.id, 1)]);
    rmSync(source, { recursive: true });

    expect((await heal()).left).toMatchObject([{ container: broken.name, why: expect.stringContaining(source) }]);
    expect(await states([fine, broken])).toEqual(['running', 'exited']);

    mkdirSync(source);
    expect(await heal()).toMatchObject({ done: [`container ${broken.name} was started again`], left: [] });
    expect(listJournals(state)).toEqual([]);
  });

  it('removes a volume that the dead restore had made, but none that somebody uses or has filled', async () => {
    const names = ['kd-made-empty', 'kd-made-used', 'kd-made-filled'];
    const run = await deadRun();
    for (const name of names) {
      await lab.call('POST', '/volumes/create', { Name: name });
      cleanUps.push(() => engine.removeVolume(name));
      run.write({ t: 'volume-created', name });
    }
    await make({ HostConfig: { Binds: ['kd-made-used:/data'] } });
    cleanUps.push(() => yard.clear());
    writeFileSync(join(lab.dataRoot, 'volumes', 'kd-made-filled', '_data', 'file'), 'mine');

    expect((await heal()).left).toEqual([]);
    const there = await Promise.all(names.map((name) => engine.inspectVolume(name)));
    expect(there.map((volume) => volume?.name ?? null)).toEqual([null, 'kd-made-used', 'kd-made-filled']);
  });

  it('waits for an engine that has crashed, and starts what the crash has left down', async () => {
    const own = await startEngine();
    cleanUps.push(() => own.dispose());
    await importImage(own);
    const there = await connectTo(own);
    const policy = { RestartPolicy: { Name: 'unless-stopped' }, NetworkMode: 'none' };
    const { Id } = await own.call('POST', '/containers/create', { Image: LAB_IMAGE, HostConfig: policy });
    await there.start(Id);
    const container = await look(Id, there);
    take(await deadRun(there), container);
    await there.stop(Id, 1);
    await own.kill();

    const healing = heal(() => connectTo(own));
    await new Promise((next) => setTimeout(next, 1_500));
    await own.start();
    expect(await healing).toMatchObject({ done: [`container ${container.name} was started again`], left: [] });
    expect((await look(Id, there)).state).toBe('running');
    there.close();
  });
});

describe('recover, after a prune has removed the stopped containers', () => {
  let project: ComposeProject;

  beforeEach(async () => {
    const service = { image: LAB_IMAGE, network_mode: 'none' };
    const services = { db: service, web: { ...service, depends_on: ['db'] } };
    project = composeProject(lab, 'kdpruned', { 'compose.yaml': JSON.stringify({ services }) });
    cleanUps.push(() => project.dispose());
    await project.up();
    take(await deadRun(), await look('kdpruned-web-1'));
    await project.compose('stop', '--timeout', '1');
    const own = JSON.stringify({ label: ['com.docker.compose.project=kdpruned'] });
    await lab.call('POST', `/containers/prune?filters=${encodeURIComponent(own)}`);
  });

  it('has Compose make again what ran, and nothing else', async () => {
    const folder = freshFolder('docker-config');
    vi.stubEnv('DOCKER_CONFIG', dockerEnvironment(lab, folder).DOCKER_CONFIG);
    cleanUps.push(
      () => vi.unstubAllEnvs(),
      () => removeFolder(folder),
    );

    const done = ['container kdpruned-web-1 had been removed; Compose made it again'];
    expect(await heal()).toMatchObject({ done, left: [] });
    expect((await look('kdpruned-web-1')).state).toBe('running');
    expect(await engine.inspect('kdpruned-db-1')).toBeNull();
  });

  it('says what to type where there is no Compose, and what is missing where there are no files', async () => {
    vi.stubEnv('PATH', '/nowhere');
    cleanUps.push(() => vi.unstubAllEnvs());
    const [first] = (await heal()).left;
    expect(first?.container).toBe('kdpruned-web-1');
    expect(first?.why).toContain('docker was not found');
    expect(first?.why).toContain(`docker compose --project-name kdpruned --project-directory ${project.folder} --file`);

    rmSync(join(project.folder, 'compose.yaml'));
    expect((await heal()).left[0]?.why).toContain('its Compose files are missing');
    writeFileSync(join(project.folder, 'compose.yaml'), '{"services":{"web":{"image":"none"}}}');
  });
});
