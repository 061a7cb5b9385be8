import type { Container, ContainerState, Engine } from '../../../src/docker/types.ts';
import { KopiDockaError } from '../../../src/errors.ts';
import { container } from './samples.ts';

/** An engine in memory whose faults a test decides. `calls` lists what changed something, or tried to. */
export interface FakeEngine {
  readonly engine: Engine;
  readonly calls: string[];
  readonly containers: Map<string, Container>;
  /** While true every call fails as if nobody listened. */
  away: boolean;
  /** Names of containers that the engine refuses to start. */
  readonly refuses: Set<string>;
  /** Called before each call, to change the world in the middle. */
  before: (what: string) => void;
}

export function fakeEngine(containers: readonly Container[] = [], id = 'ENGINE'): FakeEngine {
  const fake: FakeEngine = {
    calls: [],
    containers: new Map(containers.map((one) => [one.id, one])),
    away: false,
    refuses: new Set(),
    before: () => undefined,
    engine: {} as Engine,
  };
  const ask = async <T>(what: string, answer: () => T): Promise<T> => {
    fake.before(what);
    if (fake.away) throw new KopiDockaError('E_DOCKER', 'no Docker engine answers');
    return answer();
  };
  const change = (what: string, key: string, state: ContainerState) =>
    ask(what, () => {
      const found = fake.containers.get(key);
      fake.calls.push(`${what} ${found?.name ?? key}`);
      if (found === undefined || fake.refuses.has(found.name))
        throw new KopiDockaError('E_DOCKER', `${what} ${key}: port is already allocated (HTTP 500)`);
      fake.containers.set(key, { ...found, state });
    });
  const engine: Partial<Engine> = {
    info: () => ask('info', () => ({ id, endpoint: 'unix:///nowhere.sock', local: true }) as never),
    inspect: (key) =>
      ask('inspect', () => [...fake.containers.values()].find((one) => one.id === key || one.name === key) ?? null),
    running: () => ask('running', () => [...fake.containers.values()].filter(({ state }) => state === 'running')),
    start: (key) => change('start', key, 'running'),
    unpause: (key) => change('unpause', key, 'running'),
    sweepKeepers: () => ask('sweep', () => []),
  };
  Object.assign(fake, { engine });
  return fake;
}

/** Stopped containers of these names. */
export function stopped(...names: readonly string[]): readonly Container[] {
  return names.map((name) => container(name));
}
