import { describe, expect, it } from 'vitest';
import type { Container } from '../../../src/docker/types.ts';
import { type GiveBackFacts, planGiveBack } from '../../../src/journal/plan-give-back.ts';
import { container, STARTED_AGAIN, take } from './samples.ts';

const facts: GiveBackFacts = { rebooted: false, journal: '/state/journal/run-1.jsonl', exists: () => true };
const now = (change: Partial<Container>) => ({ same: container('db', change), sameName: null });
const gone = { same: null, sameName: null };

const composeLabels = {
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'db',
  'com.docker.compose.project.working_dir': '/srv/shop',
  'com.docker.compose.project.config_files': '/srv/shop/compose.yaml',
};

describe('a container that was stopped', () => {
  it.each(['exited', 'created', 'dead'] as const)('is started when it is %s', (state) => {
    expect(planGiveBack(take('db'), now({ state }), facts)).toMatchObject({ do: 'start' });
  });

  it.each(['running', 'restarting'] as const)('needs nothing when it is %s', (state) => {
    expect(planGiveBack(take('db'), now({ state }), facts)).toMatchObject({ do: 'leave-alone', why: null });
  });

  it.each(['running', 'exited', 'paused'] as const)(
    'is left alone when somebody has started it since, now %s',
    (state) => {
      const act = planGiveBack(take('db'), now({ state, startedAt: STARTED_AGAIN }), facts);
      expect(act).toMatchObject({ do: 'leave-alone', why: 'was started again meanwhile' });
    },
  );

  it('is started when it was in a crash loop, whose restarts the engine counts', () => {
    const looping = take('db', { inspect: { RestartCount: 3 } });
    expect(planGiveBack(looping, now({ startedAt: STARTED_AGAIN, restartCount: 4 }), facts)).toMatchObject({
      do: 'start',
    });
  });

  it('is left alone when somebody has paused it', () => {
    expect(planGiveBack(take('db'), now({ state: 'paused' }), facts)).toMatchObject({ do: 'leave-alone' });
  });

  it('is left to the next recovery while it is being removed', () => {
    expect(planGiveBack(take('db'), now({ state: 'removing' }), facts)).toMatchObject({
      do: 'give-up',
      left: { container: 'db' },
    });
  });

  it('is left alone when another container has its name by now', () => {
    const replaced = { same: null, sameName: container('db', { id: 'another' }) };
    expect(planGiveBack(take('db'), replaced, facts)).toMatchObject({
      do: 'leave-alone',
      why: 'was replaced meanwhile',
    });
  });
});

describe('a container that was paused', () => {
  const paused = take('db', { how: 'pause' });

  it('is unpaused', () => {
    expect(planGiveBack(paused, now({ state: 'paused' }), facts)).toMatchObject({ do: 'unpause' });
  });

  it('needs nothing when it runs', () => {
    expect(planGiveBack(paused, now({ state: 'running' }), facts)).toMatchObject({ do: 'leave-alone', why: null });
  });

  it('is left alone when somebody has stopped it', () => {
    expect(planGiveBack(paused, now({ state: 'exited' }), facts)).toMatchObject({ do: 'leave-alone' });
  });

  it('is started when it is the host that went down', () => {
    expect(planGiveBack(paused, now({ state: 'exited' }), { ...facts, rebooted: true })).toMatchObject({ do: 'start' });
  });
});

describe('a container that was removed', () => {
  const ofCompose = take('shop-db-1', { inspect: { Config: { Labels: composeLabels } } });

  it('is made again by Compose when its files are there', () => {
    const act = planGiveBack(ofCompose, gone, { ...facts, exists: (path) => path === '/srv/shop/compose.yaml' });
    expect(act).toMatchObject({ do: 'compose-up', up: { args: expect.arrayContaining(['--no-recreate', 'db']) } });
  });

  it('is left to the user when the files of its project are gone', () => {
    const act = planGiveBack(ofCompose, gone, { ...facts, exists: () => false });
    expect(act).toMatchObject({
      do: 'give-up',
      left: { container: 'shop-db-1', why: expect.stringContaining('/srv/shop/compose.yaml') },
    });
  });

  it('is left to the user when Compose did not make it, with the place of its definition', () => {
    const act = planGiveBack(take('db'), gone, facts);
    expect(act).toMatchObject({
      do: 'give-up',
      left: { container: 'db', why: expect.stringContaining(facts.journal) },
    });
  });
});
