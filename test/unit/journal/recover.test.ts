import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/events.ts';
import { identify } from '../../../src/host/process-id.ts';
import { openJournal } from '../../../src/journal/journal.ts';
import { listJournals, readJournal } from '../../../src/journal/read-journal.ts';
import { recover } from '../../../src/journal/recover.ts';
import type { JournalHeader, JournalRecord, RecoveryReport } from '../../../src/journal/types.ts';
import { saveUndoRecord } from '../../../src/journal/undo-records.ts';
import { type FakeEngine, fakeEngine, stopped } from './fake-engine.ts';
import { container, freshFolder, header, STARTED_AGAIN, step, take } from './samples.ts';

let folder: string;
let state: string;
beforeEach(() => {
  folder = freshFolder();
  state = join(folder, 'state');
});

/** Leaves the journal of a run that has died after these records. */
function deadRun(records: readonly JournalRecord[], head: Partial<JournalHeader> = {}): string {
  const journal = openJournal(state, header(head));
  for (const record of records) journal.write(record);
  return journal.path;
}

async function heal(fake: FakeEngine, patienceMs = 200): Promise<RecoveryReport & { events: readonly RunEvent[] }> {
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => void events.push(event);
  return { ...(await recover({ stateFolder: state, engine: async () => fake.engine, emit, patienceMs })), events };
}

describe('recover', () => {
  it('does not even ask for the engine when no run is dead', async () => {
    const engine = () => Promise.reject(new Error('asked'));
    const report = await recover({ stateFolder: state, engine, emit: () => undefined });
    expect(report).toEqual({ runs: [], done: [], left: [] });
  });

  it('starts exactly what was taken and not given back, in reverse order, and then nothing more', async () => {
    deadRun([
      take('web', { order: 0 }),
      take('db', { order: 1 }),
      take('back', { order: 2 }),
      { t: 'gave-back', id: 'id-of-back' },
    ]);
    const fake = fakeEngine(stopped('web', 'db', 'back', 'never-ran'));
    const first = await heal(fake);
    expect(fake.calls).toEqual(['start db', 'start web']);
    expect(first).toMatchObject({ runs: ['run-1'], left: [] });
    expect(first.events).toContainEqual({ type: 'recovered', what: 'container db was started again' });
    expect(listJournals(state)).toEqual([]);
    expect(await heal(fake)).toMatchObject({ runs: [], done: [] });
    expect(fake.calls).toHaveLength(2);
  });

  it('leaves alone what somebody has started since, and says so', async () => {
    deadRun([take('db')]);
    const fake = fakeEngine([container('db', { startedAt: STARTED_AGAIN })]);
    const report = await heal(fake);
    expect(fake.calls).toEqual([]);
    expect(report.done).toEqual(['container db was started again meanwhile; it was left as it is']);
    expect(listJournals(state)).toEqual([]);
  });

  it('starts the others when one can not be started, and tries only that one again next time', async () => {
    deadRun([take('web', { order: 0 }), take('db', { order: 1 })]);
    const fake = fakeEngine(stopped('web', 'db'));
    fake.refuses.add('db');
    const first = await heal(fake);
    expect(first.left).toMatchObject([{ container: 'db', why: expect.stringContaining('port is already allocated') }]);
    expect(first.events).toContainEqual(expect.objectContaining({ type: 'warning' }));
    expect(fake.containers.get('id-of-web')?.state).toBe('running');
    fake.calls.length = 0;
    fake.refuses.clear();
    expect(await heal(fake)).toMatchObject({ done: ['container db was started again'], left: [] });
    expect(fake.calls).toEqual(['start db']);
  });

  it('names the containers when the engine stays away, and brings them back when it answers again', async () => {
    deadRun([take('web', { order: 0 }), take('db', { order: 1 })]);
    const fake = fakeEngine(stopped('web', 'db'));
    fake.away = true;
    await expect(heal(fake)).rejects.toMatchObject({ code: 'E_NOT_BACK', message: expect.stringMatching(/web, db/) });
    fake.away = false;
    expect((await heal(fake)).done).toHaveLength(2);
  });

  it('goes on when the engine restarts in the middle', async () => {
    deadRun([take('web', { order: 0 }), take('db', { order: 1 })]);
    const fake = fakeEngine(stopped('web', 'db'));
    fake.before = () => {
      if (fake.calls.length !== 1) return;
      fake.before = () => undefined;
      fake.away = true;
      setTimeout(() => {
        fake.away = false;
      }, 600);
    };
    expect(await heal(fake, 5_000)).toMatchObject({ left: [] });
    expect(fake.calls).toEqual(['start db', 'start web']);
  });

  it('keeps a damaged journal and reports it, every time', async () => {
    const path = deadRun([take('db')]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text}rubbish\n${JSON.stringify({ t: 'gave-back', id: 'id-of-db' })}\n`);
    const fake = fakeEngine(stopped('db'));
    for (let round = 0; round < 2; round += 1)
      expect((await heal(fake)).left).toMatchObject([
        { what: `journal ${path}`, why: expect.stringContaining('damaged') },
      ]);
    expect(fake.calls).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('finishes the other runs when one journal is damaged', async () => {
    writeFileSync(deadRun([], { runId: 'a' }), '');
    deadRun([take('db')], { runId: 'b' });
    const fake = fakeEngine(stopped('db'));
    expect((await heal(fake)).left).toHaveLength(1);
    expect(fake.calls).toEqual(['start db']);
  });

  it('is not confused by a torn last line', async () => {
    appendFileSync(deadRun([take('db')]), '{"t":"take","unit":"sh');
    const fake = fakeEngine(stopped('db', 'web'));
    expect(await heal(fake)).toMatchObject({ done: ['container db was started again'], left: [] });
    expect(listJournals(state)).toEqual([]);
  });

  it('removes the journal of a run that had ended but for that', async () => {
    deadRun([take('db'), { t: 'end', outcome: 'success' }]);
    const fake = fakeEngine(stopped('db'));
    expect(await heal(fake)).toMatchObject({ done: [], left: [] });
    expect([fake.calls, listJournals(state)]).toEqual([[], []]);
  });

  it('keeps its hands off a run whose process is still at work', async () => {
    const worker = spawn('sleep', ['60']);
    onTestFinished(() => void worker.kill());
    const process_ = identify(worker.pid ?? 0);
    if (process_ === null) throw new Error('it did not start');
    deadRun([take('db')], { process: process_ });
    const fake = fakeEngine(stopped('db'));
    expect((await heal(fake)).left).toMatchObject([
      { why: expect.stringContaining(`${process_.pid} is still at work`) },
    ]);
    expect(fake.calls).toEqual([]);
  });

  it('ends the orphan of the dead run, before it starts anything', async () => {
    const orphan = spawn('sleep', ['60']);
    const child = identify(orphan.pid ?? 0);
    if (child === null) throw new Error('it did not start');
    deadRun([take('db'), { t: 'child', process: child, what: 'kopia snapshot' }]);
    const fake = fakeEngine(stopped('db'));
    fake.before = (what) => {
      if (what === 'start') expect(identify(child.pid)).toBeNull();
    };
    expect((await heal(fake)).done).toEqual([
      `kopia snapshot (process ${child.pid}) was ended`,
      'container db was started again',
    ]);
    expect(identify(child.pid)).toBeNull();
  });

  it('removes what the dead run made and was to remove', async () => {
    const path = join(folder, '.kopi-docka-run-1');
    mkdirSync(join(path, 'deep'), { recursive: true });
    deadRun([{ t: 'scratch', path }]);
    const fake = fakeEngine();
    fake.away = true;
    expect(await heal(fake)).toMatchObject({ done: [`${path} was removed`], left: [] });
    expect(existsSync(path)).toBe(false);
  });
});

describe('recover, after a restore that died in its swap', () => {
  const restore = { command: 'restore' } as const;

  function world() {
    const db = step(folder, 'db');
    for (const [path, text] of [
      [db.live, 'old'],
      [db.fresh, 'new'],
    ] as const) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'content'), text);
    }
    const records: readonly JournalRecord[] = [
      { t: 'scratch', path: db.fresh },
      take('db'),
      { t: 'swap', restoreId: 'r1', steps: [db] },
    ];
    return { db, records, content: () => readFileSync(join(db.live, 'content'), 'utf8') };
  }

  it('puts the old data back before it starts the container, and removes the new', async () => {
    const { db, records, content } = world();
    deadRun(records, restore);
    saveUndoRecord(state, {
      schema: 'kopi-docka/undo/1',
      id: 'r1',
      unit: 'shop',
      point: 'p',
      at: '',
      steps: [],
      createdVolumes: [],
      createdNetworks: [],
      createdFiles: [],
    });
    renameSync(db.live, db.old);
    renameSync(db.fresh, db.live);
    const fake = fakeEngine(stopped('db'));
    fake.before = (what) => {
      if (what === 'start') expect(content()).toBe('old');
    };
    expect(await heal(fake)).toMatchObject({ left: [] });
    expect(fake.calls).toEqual(['start db']);
    expect(readdirSync(dirname(db.live))).toEqual(['_data']);
    expect(readdirSync(join(state, 'undo'))).toEqual([]);
  });

  it('remembers that it put the data back when a container could not be started', async () => {
    const { db, records, content } = world();
    const path = deadRun(records, restore);
    renameSync(db.live, db.old);
    const fake = fakeEngine(stopped('db'));
    fake.refuses.add('db');
    expect((await heal(fake)).left).toMatchObject([{ container: 'db' }]);
    expect(readJournal(path).records).toContainEqual({ t: 'rolled-back', restoreId: 'r1' });
    fake.refuses.clear();
    expect(await heal(fake)).toMatchObject({ done: ['container db was started again'], left: [] });
    expect(content()).toBe('old');
  });

  it('starts nothing on data that it can not put back, and removes nothing', async () => {
    const { db, records } = world();
    deadRun(records, restore);
    renameSync(db.live, db.old);
    mkdirSync(db.live);
    writeFileSync(join(db.live, 'content'), 'of somebody');
    const fake = fakeEngine(stopped('db'));
    const { left } = await heal(fake);
    expect(left.map(({ container: name }) => name)).toEqual([null, 'db']);
    expect(fake.calls).toEqual([]);
    expect(readdirSync(dirname(db.live)).sort()).toEqual(['_data', 'kopi-docka-fresh', 'kopi-docka-old']);
  });

  it('keeps the new data when the swap was done', async () => {
    const { db, records, content } = world();
    deadRun([...records, { t: 'swapped', restoreId: 'r1' }], restore);
    renameSync(db.live, db.old);
    renameSync(db.fresh, db.live);
    const fake = fakeEngine(stopped('db'));
    expect(await heal(fake)).toMatchObject({ done: ['container db was started again'], left: [] });
    expect([content(), existsSync(db.old)]).toEqual(['new', true]);
  });
});
