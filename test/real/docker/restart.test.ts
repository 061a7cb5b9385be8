import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/docker/types.ts';
import { type OwnEngine, startEngine } from '../../lab/engine.ts';
import { importImage } from '../../lab/image.ts';
import { connectTo, containerYard, shell, stateOf } from './docker-lab.ts';

let lab: OwnEngine;
let engine: Engine;
beforeAll(async () => {
  lab = await startEngine();
  await importImage(lab);
  engine = await connectTo(lab);
});
afterAll(async () => {
  engine.close();
  await lab.dispose();
});

describe('a restart of the engine', () => {
  it('is seen through by a start', async () => {
    const { id } = await containerYard(lab).make({}, false);
    await lab.kill();
    const start = engine.start(id);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await lab.start();
    await start;
    expect(await stateOf(lab, id)).toBe('running');
  });

  it('in the middle of a stop does not bring the container back', async () => {
    const stubborn = shell('trap "" TERM; while :; do sleep 1; done');
    const { id } = await containerYard(lab).make({ ...stubborn, HostConfig: { RestartPolicy: { Name: 'always' } } });
    const stop = engine.stop(id, 3);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await lab.kill();
    await lab.start();
    await stop;
    expect(await stateOf(lab, id)).toBe('exited');
  });

  it('is noticed by a watch', async () => {
    const { id } = await containerYard(lab).make();
    const watch = await engine.watch([id]);
    await lab.stop();
    await lab.start();
    expect(watch.end().complete).toBe(false);
  });
});
