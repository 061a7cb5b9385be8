import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { Container, Engine } from '../../../src/docker/types.ts';
import { identify } from '../../../src/host/process-id.ts';
import { openJournal } from '../../../src/journal/journal.ts';
import { listJournals } from '../../../src/journal/read-journal.ts';
import { recover } from '../../../src/journal/recover.ts';
import type { Journal, RecoveryReport } from '../../../src/journal/types.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { type OwnEngine, startEngine } from '../../lab/engine.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { importImage, LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const lab = sharedEngine();
const cleanUps: (() => unknown)[] = [];
let engine: Engine;
let state: string;

beforeEach(async () => {
  engine = await connectEngine({ env: { DOCKER_HOST: lab.host } });
  state = freshFolder('journal');
  cleanUps.push(() => removeFolder(state));
});

afterEach(async () => {
  engine.close();
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A container that sleeps until it is told to stop; the test removes it. */
async function runContainer(name: string, body: object = {}): Promise<Container> {
  const made = await lab.call('POST', `/containers/create?name=${name}`, { Image: LAB_IMAGE, ...body });
  cleanUps.push(() => lab.call('DELETE', `/containers/${made.Id}?force=1`).catch(() => undefined));
  await engine.start(made.Id);
  return look(name);
}

async function look(name: string): Promise<Container> {
  const found = await engine.inspect(name);
  if (found === null) throw new Error(`there is no container ${name}`);
  return found;
}

const states = async (...names: string[]) => Promise.all(names.map(async (name) => (await look(name)).state));

/** The journal of a run that has died; `take` tells of a container what a run tells before it stops it. */
async function deadRun() {
  const self = identify(process.pid);
  if (self === null) throw new Error('no /proc');
  const journal = openJournal(state, {
    runId: 'dead',
    command: 'backup',
    process: { ...self, pid: 4_000_000 },
    engineId: (await engine.info()).id,
    at: new Date().toISOString(),
    tool: 'kopi-docka/test',
  });
  return { journal, take: (container: Container, how: 'stop' | 'pause' = 'stop') => take(journal, container, how) };
}

let order = 0;
function take(journal: Journal, { id, name, startedAt, raw }: Container, how: 'stop' | 'pause'): void {
  journal.write({ t: 'take', unit: 'lab', how, id, name, startedAt, order: order++, inspect: raw });
}

function heal(using = engine): Promise<RecoveryReport> {
  return recover({ stateFolder: state, engine: async () => using, emit: () => undefined });
}

describe('recover on a real engine', () => {
  it('starts and unpauses exactly what the dead run took; a second time it does nothing', async () => {
    const names = ['kd-rec-web', 'kd-rec-db', 'kd-rec-paused', 'kd-rec-down'] as const;
    const [web, db, paused, down] = [
      await runContainer(names[0]),
      await runContainer(names[1]),
      await runContainer(names[2]),
      await runContainer(names[3]),
    ];
    await engine.stop(down.id, 1);
    const run = await deadRun();
    run.take(web);
    run.take(db);
    run.take(paused, 'pause');
    await Promise.all([engine.stop(web.id, 1), engine.stop(db.id, 1), engine.pause(paused.id)]);

    const report = await heal();
    expect(report.left).toEqual([]);
    expect(await states(...names)).toEqual(['running', 'running', 'running', 'exited']);
    expect((await look(names[0])).id).toBe(web.id);
    const lives = await Promise.all(names.map(async (name) => (await look(name)).startedAt));

    expect(await heal()).toEqual({ runs: [], done: [], left: [] });
    expect(await Promise.all(names.map(async (name) => (await look(name)).startedAt))).toEqual(lives);
    expect(listJournals(state)).toEqual([]);
  });

  it('leaves alone what somebody has started, stopped again, or replaced since', async () => {
    const restarted = await runContainer('kd-rec-restarted');
    const replaced = await runContainer('kd-rec-replaced');
    const run = await deadRun();
    run.take(restarted);
    run.take(replaced);
    await Promise.all([engine.stop(restarted.id, 1), engine.stop(replaced.id, 1)]);
    await engine.start(restarted.id);
    await engine.stop(restarted.id, 1);
    await lab.call('DELETE', `/containers/${replaced.id}`);
    const made = await lab.call('POST', '/containers/create?name=kd-rec-replaced', { Image: LAB_IMAGE });
    cleanUps.push(() => lab.call('DELETE', `/containers/${made.Id}?force=1`));

    const report = await heal();
    expect(report.left).toEqual([]);
    expect(report.done).toHaveLength(2);
    expect(await states('kd-rec-restarted', 'kd-rec-replaced')).toEqual(['exited', 'created']);
  });

  it('waits for a stop that the engine still carries out for the dead run, and brings that container back', async () => {
    const stubborn = { Cmd: ['sh', '-c', 'trap "" TERM; while :; do sleep 0.1; done'], StopTimeout: 3 };
    const slow = await runContainer('kd-rec-slow', stubborn);
    const run = await deadRun();
    run.take(slow);
    const stopping = lab.call('POST', `/containers/${slow.id}/stop`);
    await new Promise((next) => setTimeout(next, 300));
    expect(await states('kd-rec-slow')).toEqual(['running']);

    expect((await heal()).done).toEqual(['container kd-rec-slow was started again']);
    await stopping;
    expect(await states('kd-rec-slow')).toEqual(['running']);
    expect((await look('kd-rec-slow')).startedAt).not.toBe(slow.startedAt);
  });

  it('names a container that can not be started, starts the others, and tries again the next time', async () => {
    const bind = join(freshFolder('bind'), 'source');
    cleanUps.push(() => removeFolder(join(bind, '..')));
    const broken = await runContainer('kd-rec-broken', { HostConfig: { Mounts: [], Binds: [`${bind}:/data`] } });
    const fine = await runContainer('kd-rec-fine');
    const network = await lab.call('POST', '/networks/create', { Name: 'kd-rec-net' });
    cleanUps.push(() => lab.call('DELETE', '/networks/kd-rec-net').catch(() => undefined));
    await lab.call('POST', `/networks/${network.Id}/connect`, { Container: broken.id });
    const run = await deadRun();
    run.take(fine);
    run.take(broken);
    await Promise.all([engine.stop(broken.id, 1), engine.stop(fine.id, 1)]);
    await lab.call('DELETE', '/networks/kd-rec-net');

    const { left } = await heal();
    expect(left).toMatchObject([{ container: 'kd-rec-broken', why: expect.stringContaining('network') }]);
    expect(await states('kd-rec-fine')).toEqual(['running']);
    expect(listJournals(state)).toHaveLength(1);
    await lab.call('POST', '/networks/kd-rec-none/disconnect', { Container: broken.id }).catch(() => undefined);
  });

  describe('after the containers were pruned', () => {
    let project: ComposeProject;
    beforeEach(async () => {
      const service = { image: LAB_IMAGE, network_mode: 'none' };
      const services = { db: service, web: { ...service, depends_on: ['db'] } };
      project = composeProject(lab, 'kdrec', { 'compose.yaml': JSON.stringify({ services }) });
      cleanUps.push(() => project.dispose());
      await project.up();
      vi.stubEnv('DOCKER_CONFIG', project.env['DOCKER_CONFIG']);
      cleanUps.push(() => vi.unstubAllEnvs());
    });

    it('has Compose make again what ran, and nothing else', async () => {
      const run = await deadRun();
      const web = await look('kdrec-web-1');
      run.take(web);
      await project.compose('stop', '--timeout', '1');
      await lab.call('POST', '/containers/prune');

      const report = await heal();
      expect(report).toMatchObject({ done: ['container kdrec-web-1 had been removed; Compose made it again'], left: [] });
      expect(await states('kdrec-web-1')).toEqual(['running']);
      expect(await engine.inspect('kdrec-db-1')).toBeNull();
    });

    it('says what to type when Compose can not do it', async () => {
      const run = await deadRun();
      run.take(await look('kdrec-web-1'));
      await project.compose('stop', '--timeout', '1');
      await lab.call('POST', '/containers/prune');
      vi.stubEnv('DOCKER_CONFIG', '/nowhere');
      vi.stubEnv('PATH', '/nowhere');

      const { left } = await heal();
      expect(left).toMatchObject([{ container: 'kdrec-web-1', why: expect.stringContaining('docker was not found') }]);
      expect(left[0]?.why).toContain(`docker compose --project-name kdrec --project-directory ${project.folder}`);
      rmSync(join(project.folder, 'compose.yaml'));
      expect((await heal()).left[0]?.why).toContain('its Compose files are missing');
    });
  });

  it('removes a volume that the dead restore had made, but none that somebody uses or has filled', async () => {
    for (const name of ['kd-rec-empty', 'kd-rec-used', 'kd-rec-filled']) {
      await lab.call('POST', '/volumes/create', { Name: name });
      cleanUps.push(() => lab.call('DELETE', `/volumes/${name}?force=1`).catch(() => undefined));
    }
    await runContainer('kd-rec-user', { HostConfig: { Binds: ['kd-rec-used:/data'] } });
    rmSync(join(lab.dataRoot, 'volumes', 'kd-rec-used', '_data'), { recursive: true });
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(lab.dataRoot, 'volumes', 'kd-rec-filled', '_data', 'file'), 'mine');
    const run = await deadRun();
    for (const name of ['kd-rec-empty', 'kd-rec-used', 'kd-rec-filled']) run.journal.write({ t: 'volume-created', name });

    expect((await heal()).left).toEqual([]);
    const there = await Promise.all(['kd-rec-empty', 'kd-rec-used', 'kd-rec-filled'].map((name) => engine.inspectVolume(name)));
    expect(there.map((volume) => volume?.name ?? null)).toEqual([null, 'kd-rec-used', 'kd-rec-filled']);
  });
});

describe('recover across a restart of the engine', () => {
  let own: OwnEngine;
  beforeEach(async () => {
    own = await startEngine();
    cleanUps.push(() => own.dispose());
    await importImage(own);
  });

  it('waits for the engine and starts what ran, also what the crash of the engine has left down', async () => {
    const there = await connectEngine({ env: { DOCKER_HOST: own.host } });
    const made = await own.call('POST', '/containers/create?name=kd-rec-unless', {
      Image: LAB_IMAGE,
      HostConfig: { RestartPolicy: { Name: 'unless-stopped' } },
    });
    await there.start(made.Id);
    const container = await there.inspect(made.Id);
    if (container === null) throw new Error('not there');
    const self = identify(process.pid);
    if (self === null) throw new Error('no /proc');
    const journal = openJournal(state, {
      runId: 'dead',
      command: 'backup',
      process: { ...self, pid: 4_000_000 },
      engineId: (await there.info()).id,
      at: new Date().toISOString(),
      tool: 'kopi-docka/test',
    });
    take(journal, container, 'stop');
    await there.stop(made.Id, 1);
    await own.kill();

    const healing = recover({
      stateFolder: state,
      engine: () => connectEngine({ env: { DOCKER_HOST: own.host } }),
      emit: () => undefined,
    });
    await new Promise((next) => setTimeout(next, 1_500));
    await own.start();
    expect(await healing).toMatchObject({ done: ['container kd-rec-unless was started again'], left: [] });
    expect((await there.inspect(made.Id))?.state).toBe('running');
    there.close();
  });
});
