import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/docker/types.ts';
import { type OwnEngine, startEngine } from '../../lab/engine.ts';
import { importImage } from '../../lab/image.ts';
import { connectTo, containerYard, stateOf } from './docker-lab.ts';

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
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await lab.start();
    await start;
    expect(await stateOf(lab, id)).toBe('running');
  });

  it('is noticed by a watch', async () => {
    const { id } = await containerYard(lab).make();
    const watch = await engine.watch([id]);
    await lab.stop();
    await lab.start();
    expect(watch.end().complete).toBe(false);
  });
});
