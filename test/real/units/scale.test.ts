import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/types.ts';
import { connectEngine } from '../../../src/docker/engine.ts';
import { discover } from '../../../src/units/discover.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const COUNT = 100;
const lab = sharedEngine();
const folder = freshFolder('scale');
const indexes = Array.from({ length: COUNT }, (_, index) => index);

/** Passes bytes on to the engine and counts the connections that are open at once. */
let open = 0;
let most = 0;
const counter = createServer((client) => {
  most = Math.max(most, ++open);
  const engine = connect(lab.socket);
  client.pipe(engine).pipe(client);
  for (const end of [client, engine]) end.on('error', () => [client, engine].map((one) => one.destroy()));
  client.on('close', () => {
    open -= 1;
    engine.destroy();
  });
});

const labels = { 'com.docker.compose.project': 'scale' };
beforeAll(async () => {
  await new Promise<void>((resolve) => counter.listen(join(folder, 's'), resolve));
  for (const index of indexes) {
    const HostConfig = { NetworkMode: 'none', Binds: [`scale_${index}:/v`] };
    const body = { Image: LAB_IMAGE, Labels: { ...labels, 'com.docker.compose.service': `s${index}` }, HostConfig };
    await lab.call('POST', `/containers/create?name=scale-${index}`, body);
  }
});
afterAll(async () => {
  for (const index of indexes) {
    await lab.call('DELETE', `/containers/scale-${index}?force=1`);
    await lab.call('DELETE', `/volumes/scale_${index}`);
  }
  counter.close();
  removeFolder(folder);
});

describe('discovery of many containers', () => {
  it('opens a bounded number of connections and costs little', async () => {
    const engine = await connectEngine({ env: { DOCKER_HOST: `unix://${folder}/s` } });
    const backup = { strategy: 'auto', format: 'direct', stopTimeoutSeconds: null, exclude: [], binds: true };
    const book = { units: [], backup: backup as unknown as Config['backup'] };
    const before = process.cpuUsage();
    const { discovery } = await discover(engine, book, { repositoryPath: null, ownFolders: [] });
    const { user } = process.cpuUsage(before);
    engine.close();
    const unit = discovery.units.find(({ name }) => name === 'scale');
    expect([unit?.members.length, unit?.volumes.length]).toEqual([COUNT, COUNT]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(11);
    expect(user / 1000 / COUNT, 'milliseconds of CPU a container').toBeLessThan(8);
  });
});
