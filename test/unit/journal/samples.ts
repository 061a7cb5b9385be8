import { join } from 'node:path';
import type { Container } from '../../../src/docker/types.ts';
import { identify, type ProcessId } from '../../../src/host/process-id.ts';
import type { JournalHeader, SwapStep, TakeRecord } from '../../../src/journal/types.ts';
import { temporaryFolder } from '../host/temporary.ts';

/** A fresh folder for one test. */
export function freshFolder(): string {
  return temporaryFolder();
}

/** A process that is not alive, of this boot. */
export function deadProcess(): ProcessId {
  const self = identify(process.pid);
  if (self === null) throw new Error('no /proc');
  return { ...self, pid: 4_000_000 };
}

export function header(change: Partial<JournalHeader> = {}): JournalHeader {
  return {
    runId: 'run-1',
    command: 'backup',
    process: deadProcess(),
    engineId: 'ENGINE',
    at: '2026-11-21T01:00:00.000Z',
    tool: 'kopi-docka/8.0.0',
    ...change,
  };
}

export const STARTED = '2026-11-20T10:00:00.123456789Z';
export const STARTED_AGAIN = '2026-11-21T01:00:05.000000000Z';

export function take(name: string, change: Partial<TakeRecord> = {}): TakeRecord {
  const id = `id-of-${name}`;
  return { t: 'take', unit: 'shop', how: 'stop', id, name, startedAt: STARTED, order: 0, inspect: {}, ...change };
}

/** A container as the engine shows it now: by default stopped, and not started since it was taken. */
export function container(name: string, change: Partial<Container> = {}): Container {
  return {
    id: `id-of-${name}`,
    name,
    image: 'lab',
    imageId: 'sha256:0',
    state: 'exited',
    startedAt: STARTED,
    restartCount: 0,
    restartPolicy: 'no',
    autoRemove: false,
    hasHealthcheck: false,
    health: null,
    stopTimeout: null,
    labels: {},
    mounts: [],
    networks: [],
    joins: [],
    volumesFrom: [],
    raw: {},
    ...change,
  };
}

export function step(folder: string, name: string, change: Partial<SwapStep> = {}): SwapStep {
  return {
    kind: 'volume',
    name,
    live: join(folder, name, '_data'),
    fresh: join(folder, name, 'kopi-docka-fresh'),
    old: join(folder, name, 'kopi-docka-old'),
    hadLive: true,
    ...change,
  };
}
