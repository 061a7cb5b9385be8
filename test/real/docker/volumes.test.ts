import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/docker/types.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo, containerYard } from './docker-lab.ts';

const lab = sharedEngine();
const yard = containerYard(lab);
let engine: Engine;
beforeAll(async () => {
  engine = await connectTo(lab);
});
afterAll(async () => {
  await yard.clear();
  for (const name of ['vol_plain', 'vol_tmpfs', 'vol_used']) await engine.removeVolume(name);
  engine.close();
});

describe('createVolume', () => {
  it('makes a volume with driver, options and labels, and finds it there the second time', async () => {
    const definition = {
      name: 'vol_tmpfs',
      driver: 'local',
      options: { type: 'tmpfs', device: 'tmpfs' },
      labels: { a: 'b' },
    };
    const made = await engine.createVolume(definition);
    expect(made).toEqual({ ...definition, mountpoint: `${lab.dataRoot}/volumes/vol_tmpfs/_data` });
    expect(await engine.createVolume(definition)).toEqual(made);
  });

  it('refuses when another volume has the name, which the engine itself would not tell', async () => {
    await engine.createVolume({ name: 'vol_plain', driver: 'local', options: {}, labels: {} });
    const other = { name: 'vol_plain', driver: 'local', options: { type: 'tmpfs', device: 'tmpfs' }, labels: {} };
    await expect(engine.createVolume(other)).rejects.toMatchObject({ code: 'E_RESTORE_REFUSED' });
    expect((await engine.inspectVolume('vol_plain'))?.options).toEqual({});
  });

  it.each(['../../etc', 'a/b', 'a?x'])('never sends the name %s', async (name) => {
    const definition = { name, driver: 'local', options: {}, labels: {} };
    await expect(engine.createVolume(definition)).rejects.toMatchObject({ code: 'E_DOCKER' });
    await expect(engine.inspectVolume(name)).rejects.toMatchObject({ code: 'E_DOCKER' });
    await expect(engine.inspect(name)).rejects.toMatchObject({ code: 'E_DOCKER' });
  });
});

describe('removeVolume', () => {
  it('removes a volume, and finds it gone already the second time', async () => {
    await engine.createVolume({ name: 'vol_gone', driver: 'local', options: {}, labels: {} });
    await engine.removeVolume('vol_gone');
    await engine.removeVolume('vol_gone');
    expect(await engine.inspectVolume('vol_gone')).toBeNull();
  });

  it('does not remove one that is in use', async () => {
    await yard.make({ HostConfig: { Binds: ['vol_used:/data'] } });
    await expect(engine.removeVolume('vol_used')).rejects.toMatchObject({ code: 'E_DOCKER' });
  });
});
