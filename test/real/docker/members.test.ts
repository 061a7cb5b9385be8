import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/docker/types.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo, containerYard, shell, stateOf } from './docker-lab.ts';

const lab = sharedEngine();
const yard = containerYard(lab);
let engine: Engine;
beforeAll(async () => {
  engine = await connectTo(lab);
});
afterAll(async () => {
  engine.close();
  await yard.clear();
});

const STUBBORN = shell('trap "" TERM; while :; do sleep 1; done');

describe('stop', () => {
  it('stops a container, and finds it stopped already the second time', async () => {
    const { id } = await yard.make();
    expect(await engine.stop(id, null)).toEqual({ forced: false });
    expect(await stateOf(lab, id)).toBe('exited');
    expect(await engine.stop(id, null)).toEqual({ forced: false });
  });

  it('says when the engine had to kill it', async () => {
    const { id } = await yard.make(STUBBORN);
    expect(await engine.stop(id, 1)).toEqual({ forced: true });
    expect(await stateOf(lab, id)).toBe('exited');
  });

  it("leaves the grace to the container's own setting", async () => {
    const { id } = await yard.make({ ...STUBBORN, StopTimeout: 2 });
    const started = performance.now();
    expect(await engine.stop(id, null)).toEqual({ forced: true });
    expect(performance.now() - started).toBeGreaterThan(1_900);
  });

  it('stops a container that keeps crashing, for good', async () => {
    const { id } = await yard.make({ ...shell('exit 1'), HostConfig: { RestartPolicy: { Name: 'always' } } });
    await engine.stop(id, null);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await stateOf(lab, id)).toBe('exited');
  });

  it('takes a container by its name', async () => {
    const { id, name } = await yard.make();
    await engine.stop(name, null);
    expect(await stateOf(lab, id)).toBe('exited');
  });

  it('knows no container that is not there', async () => {
    await expect(engine.stop('nobody', null)).rejects.toMatchObject({ code: 'E_DOCKER' });
  });
});

describe('start', () => {
  it('starts a container, and finds it running already the second time', async () => {
    const { id } = await yard.make({}, false);
    await engine.start(id);
    await engine.start(id);
    expect(await stateOf(lab, id)).toBe('running');
  });

  it("hands on the engine's reason", async () => {
    const { id, name } = await yard.make({ Cmd: ['/no/such/program'] }, false);
    await expect(engine.start(id)).rejects.toMatchObject({
      code: 'E_DOCKER',
      message: expect.stringMatching(new RegExp(`^starting the container ${name}: .*no/such/program`)),
    });
  });
});

describe('pause and unpause', () => {
  it('freeze and thaw, each also when it is so already', async () => {
    const { id } = await yard.make();
    await engine.pause(id);
    await engine.pause(id);
    expect(await stateOf(lab, id)).toBe('paused');
    await engine.unpause(id);
    await engine.unpause(id);
    expect(await stateOf(lab, id)).toBe('running');
  });

  it('do not pause what is stopped', async () => {
    const { id } = await yard.make({}, false);
    await expect(engine.pause(id)).rejects.toMatchObject({ code: 'E_DOCKER' });
  });
});

describe('waitHealthy', () => {
  const check = (script: string) => ({
    Healthcheck: { Test: ['CMD-SHELL', script], Interval: 300_000_000, Timeout: 1_000_000_000, Retries: 2 },
  });

  it('does not wait without a health check', async () => {
    const { id } = await yard.make();
    expect(await engine.waitHealthy(id, 60_000)).toBe(true);
  });

  it('waits until the check is content, even after it was unhealthy', async () => {
    const { id } = await yard.make({ ...shell('sleep 2; touch /tmp/ok; sleep 1000'), ...check('test -e /tmp/ok') });
    expect(await engine.waitHealthy(id, 30_000)).toBe(true);
  });

  it('gives up when the time is over', async () => {
    const { id } = await yard.make({ ...check('false') });
    expect(await engine.waitHealthy(id, 1_000)).toBe(false);
  });

  it('gives up at once when the container ends', async () => {
    const { id } = await yard.make({ ...shell('sleep 1'), ...check('false') });
    const started = performance.now();
    expect(await engine.waitHealthy(id, 60_000)).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('watch', () => {
  it('sees the starts and ends of the given containers, and no others', async () => {
    const [watched, other] = [await yard.make(), await yard.make()];
    const watch = await engine.watch([watched.id]);
    await engine.stop(other.id, null);
    await engine.stop(watched.id, null);
    await engine.start(watched.id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { events, complete } = watch.end();
    expect(events.map(({ id, action }) => [id, action])).toEqual([
      [watched.id, 'die'],
      [watched.id, 'start'],
    ]);
    expect(complete).toBe(true);
  });
});

describe('running', () => {
  it('lists what runs and what it mounts, in one call', async () => {
    const { id, name } = await yard.make({ HostConfig: { Binds: ['yard_running:/data:ro'] } });
    const { id: stopped } = await yard.make({}, false);
    const running = await engine.running();
    expect(running.find((container) => container.id === id)).toMatchObject({
      name,
      mounts: [{ type: 'volume', name: 'yard_running', destination: '/data', readOnly: true }],
    });
    expect(running.some((container) => container.id === stopped)).toBe(false);
    await yard.clear();
    await engine.removeVolume('yard_running');
  });
});
