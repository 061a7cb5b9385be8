import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { composeProject } from '../../lab/compose.ts';
import { startEngine } from '../../lab/engine.ts';
import { importImage, LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

test('a private engine is stopped, killed and started again, and leaves nothing when it is disposed of', async () => {
  const engine = await startEngine();
  try {
    await importImage(engine);
    const { Id } = await engine.call('POST', '/containers/create?name=stubborn', {
      Image: LAB_IMAGE,
      Cmd: ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'],
      HostConfig: { NetworkMode: 'none' },
    });
    await engine.call('POST', `/containers/${Id}/start`);

    await engine.kill();
    await engine.start();
    expect((await engine.call('GET', `/containers/${Id}/json`)).State.Status).toBe('exited');

    await engine.stop();
    await expect(engine.call('GET', '/_ping')).rejects.toThrow();
    await engine.start();
    expect(await engine.call('GET', '/_ping')).toBe('OK');
  } finally {
    await engine.dispose();
  }
  expect(existsSync(engine.folder)).toBe(false);
});

test('a Compose project runs on the shared engine and goes without a trace', async () => {
  const engine = sharedEngine();
  const project = composeProject(engine, 'lab-smoke', {
    'compose.yaml': `
services:
  web:
    image: ${LAB_IMAGE}
    command: sh -c 'echo hello >/data/file; sleep 1000'
    volumes: ['files:/data']
volumes:
  files:
`,
  });
  await project.up();
  const containers = await project.containers();
  expect(containers.map(({ service, state }) => [service, state])).toEqual([['web', 'running']]);
  expect(await project.volumeFolder('files')).toContain('lab-smoke_files/_data');

  await project.dispose();
  expect(await project.containers()).toEqual([]);
  expect(existsSync(project.folder)).toBe(false);
});
