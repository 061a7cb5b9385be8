import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { listJournals } from '../../../src/journal/read-journal.ts';
import { type DockerProxy, type ProxyRule, startDockerProxy } from '../../lab/docker-proxy.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { pause, waitFor } from '../../lab/wait.ts';
import { type KillableProgram, killableProgram } from './killable-program.ts';
import { makeVolume, type RestoreLab, restoreLab, runContainer, stateOf } from './restore-lab.ts';
import { request, yes } from './restore-parts.ts';

const engine = sharedEngine();
let lab: RestoreLab;
let program: KillableProgram;
let volumes: readonly string[];
let app: string;

beforeAll(async () => {
  lab = await restoreLab(engine);
  program = await killableProgram();
  volumes = [await makeVolume(engine, 'kill_a'), await makeVolume(engine, 'kill_b')];
  write('saved');
  for (const volume of volumes)
    for (let n = 0; n < 400; n++) writeFileSync(join(volume, `file-${n}`), randomBytes(20_000));
  await lab.savePoint(
    'kill',
    volumes.map((path, index) => ({ kind: 'volume', name: index === 0 ? 'kill_a' : 'kill_b', path })),
  );
  app = await runContainer(engine, 'kill-app', ['kill_a:/a', 'kill_b:/b']);
});

describe.each([
  ['rename', 1],
  ['fsync', 3],
] as const)('killed at a %s', (call, step) => {
  test('a restore leaves, after recovery, all volumes old or all new', async () => {
    const outcomes = new Set<string>();
    for (let nth = 1; ; nth += step) {
      await asBeforeRestore();
      const killed = await program.run([lab.folder, 'restore', 'kill'], {
        dockerHost: engine.host,
        killAt: { call, nth },
      });
      expect(await lab.recover()).toEqual([]);
      outcomes.add(await checkWorld(`${call} ${nth}`));
      if (!killed) break;
    }
    expect([...outcomes].sort()).toEqual(['live', 'saved']);
  });

  test('an undo leaves, after recovery, all volumes old or all new', async () => {
    const outcomes = new Set<string>();
    for (let nth = 1; ; nth += step) {
      await asBeforeRestore();
      const { undo } = await lab.restores.run(request('kill'), yes);
      const killed = await program.run([lab.folder, 'undo', undo ?? ''], {
        dockerHost: engine.host,
        killAt: { call, nth },
      });
      expect(await lab.recover()).toEqual([]);
      outcomes.add(await checkWorld(`${call} ${nth}`));
      if (!killed) break;
    }
    expect([...outcomes].sort()).toEqual(['live', 'saved']);
  });
});

test('killed while kopia writes, a restore leaves no trace and the live data untouched', async () => {
  await asBeforeRestore();
  const fresh = (): boolean => volumes.some((volume) => readdirSync(dirname(volume)).length > 1);
  const killed = await program.run([lab.folder, 'restore', 'kill'], {
    dockerHost: engine.host,
    onStart: async (pid) => {
      await waitFor('the fresh folder', () => fresh());
      process.kill(pid, 'SIGKILL');
    },
  });
  expect(killed).toBe(true);
  expect(await lab.recover()).toEqual([]);
  await pause(2_000);
  expect(await checkWorld('while kopia writes')).toBe('live');
});

describe('killed around a call to the engine', () => {
  test.each([
    ['before the stop', { match: /POST .*\/stop/, action: 'kill-before' }],
    ['after the stop', { match: /POST .*\/stop/, action: 'kill-after' }],
    ['before the start', { match: /POST .*\/start/, action: 'kill-before' }],
    ['after the start', { match: /POST .*\/start/, action: 'kill-after' }],
  ] as const satisfies readonly (readonly [string, ProxyRule])[])('%s', async (_, rule) => {
    await asBeforeRestore();
    const proxy: DockerProxy = await startDockerProxy(engine, [rule]);
    try {
      const killed = await program.run([lab.folder, 'restore', 'kill'], {
        dockerHost: proxy.host,
        onStart: (pid) => proxy.setVictim(pid),
      });
      expect(killed).toBe(true);
      expect(await lab.recover()).toEqual([]);
      expect(await checkWorld(String(rule.match))).toBe(rule.match.source.includes('stop') ? 'live' : 'saved');
    } finally {
      await proxy.close();
    }
  });
});

function write(content: string): void {
  for (const volume of volumes) writeFileSync(join(volume, 'generation'), content);
}

/** Live data that differs from the saved one, nothing to undo, and the container running. */
async function asBeforeRestore(): Promise<void> {
  for (const { id } of lab.undos.list()) await lab.undos.discard(id);
  write('live');
  expect((await stateOf(engine, app)).Status).toBe('running');
}

/** Both volumes of one generation, the container back, and nothing left but what an undo record names. */
async function checkWorld(when: string): Promise<string> {
  const [first, second] = volumes.map((volume) => readFileSync(join(volume, 'generation'), 'utf8'));
  expect(second, when).toBe(first);
  expect((await stateOf(engine, app)).Status, when).toBe('running');
  expect(listJournals(lab.state), when).toEqual([]);
  const kept = lab.undos.list().flatMap((record) => record.steps.map((step) => step.old));
  for (const volume of volumes) {
    const beside = readdirSync(dirname(volume)).map((name) => join(dirname(volume), name));
    expect(beside.sort(), when).toEqual([volume, ...kept.filter((path) => dirname(path) === dirname(volume))]);
  }
  return first ?? '';
}
