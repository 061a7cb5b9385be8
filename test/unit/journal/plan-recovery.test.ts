import { describe, expect, it } from 'vitest';
import { outstanding } from '../../../src/journal/outstanding.ts';
import { planRecovery, type RecoveryFacts } from '../../../src/journal/plan-recovery.ts';
import type { PathState } from '../../../src/journal/plan-roll-back.ts';
import type { JournalHeader, JournalRecord } from '../../../src/journal/types.ts';
import { container, deadProcess, header, step, take } from './samples.ts';

const db = step('/v', 'db');
const swap: JournalRecord = { t: 'swap', restoreId: 'r1', steps: [db] };
const halfSwapped: Readonly<Record<string, PathState>> = { [db.fresh]: 'present', [db.old]: 'present' };

function facts(change: Partial<RecoveryFacts> & { paths?: Readonly<Record<string, PathState>> } = {}): RecoveryFacts {
  return {
    engineId: 'ENGINE',
    rebooted: false,
    journal: '/state/journal/run-1.jsonl',
    exists: () => false,
    isAlive: () => false,
    taken: ({ name }) => ({ same: container(name), sameName: null }),
    at: (path) => change.paths?.[path] ?? 'absent',
    clashOf: () => null,
    unreachable: () => null,
    userOf: () => null,
    ...change,
  };
}

function plan(records: readonly JournalRecord[], known = facts(), head: Partial<JournalHeader> = {}) {
  const run = header(head);
  return planRecovery(run, outstanding([{ t: 'run', ...run }, ...records]), known);
}

const kinds = (planned: ReturnType<typeof plan>) => planned.actions.map((action) => action.do);

describe('planRecovery', () => {
  it('starts containers in the reverse order of their stop', () => {
    const { actions } = plan([take('web', { order: 0 }), take('api', { order: 1 }), take('db', { order: 2 })]);
    expect(actions.flatMap((action) => (action.do === 'start' ? [action.take.name] : []))).toEqual([
      'db',
      'api',
      'web',
    ]);
  });

  it('ends orphans first, then puts data back, then starts, then tidies up', () => {
    const records: readonly JournalRecord[] = [
      { t: 'child', process: deadProcess(), what: 'kopia' },
      { t: 'scratch', path: db.fresh },
      { t: 'volume-created', name: 'shop_new' },
      take('db'),
      swap,
    ];
    const planned = plan(records, facts({ paths: halfSwapped, isAlive: () => true }), { command: 'restore' });
    expect(kinds(planned)).toEqual([
      'end-process',
      'roll-back',
      'note-roll-back',
      'start',
      'remove-scratch',
      'sweep-keepers',
      'remove-volume',
      'drop-undo',
    ]);
    expect(planned.left).toEqual([]);
  });

  it('leaves processes alone that are gone', () => {
    expect(kinds(plan([{ t: 'child', process: deadProcess(), what: 'kopia' }]))).not.toContain('end-process');
  });

  it('keeps the new data of a restore that was done, and starts its containers', () => {
    const records: readonly JournalRecord[] = [
      { t: 'volume-created', name: 'v' },
      take('db'),
      swap,
      { t: 'swapped', restoreId: 'r1' },
    ];
    expect(
      kinds(plan(records, facts({ paths: { [db.live]: 'present', [db.old]: 'present' } }), { command: 'restore' })),
    ).toEqual(['start', 'sweep-keepers']);
  });

  it('forgets the undo record of a restore that it undoes, also when it did so before', () => {
    const undone = plan([swap], facts({ paths: halfSwapped }), { command: 'restore' });
    const before = plan([swap, { t: 'rolled-back', restoreId: 'r1' }], facts(), { command: 'restore' });
    for (const planned of [undone, before]) expect(planned.actions).toContainEqual({ do: 'drop-undo', id: 'r1' });
  });

  it('keeps the undo record while its undo is not done, and forgets it afterwards', () => {
    const cutOff = plan([swap], facts({ paths: halfSwapped }), { command: 'undo' });
    const done = plan([swap, { t: 'swapped', restoreId: 'r1' }], facts(), { command: 'undo' });
    expect(kinds(cutOff)).not.toContain('drop-undo');
    expect(done.actions).toContainEqual({ do: 'drop-undo', id: 'r1' });
  });

  it('moves and starts nothing while a container runs on half-restored data, and names it', () => {
    const planned = plan([take('db'), swap], facts({ paths: halfSwapped, userOf: () => 'visitor' }), {
      command: 'restore',
    });
    expect(planned.actions).toEqual([]);
    expect(planned.left).toMatchObject([
      { what: 'restored data of db', why: expect.stringContaining('visitor') },
      { container: 'db' },
    ]);
  });

  it('does not mind who runs on data that needs no move', () => {
    const planned = plan(
      [swap],
      facts({ paths: { [db.live]: 'present', [db.fresh]: 'present' }, userOf: () => 'visitor' }),
    );
    expect(planned.left).toEqual([]);
  });

  it('starts and tidies nothing when the old data can not be put back', () => {
    const paths = { ...halfSwapped, [db.live]: 'present' as const };
    const planned = plan([{ t: 'scratch', path: db.fresh }, take('db'), swap], facts({ paths }), {
      command: 'restore',
    });
    expect(planned.actions).toEqual([]);
    expect(planned.left.map(({ container: name }) => name)).toEqual([null, 'db']);
  });

  it('leaves everything to the user that belongs to another engine, naming the containers', () => {
    const planned = plan(
      [take('db'), swap, { t: 'scratch', path: db.fresh }],
      facts({ engineId: 'OTHER', paths: halfSwapped }),
    );
    expect(planned.actions).toEqual([]);
    expect(planned.left).toMatchObject([{ container: 'db', why: expect.stringContaining('OTHER') }]);
  });

  it('tidies up without an engine what needs none', () => {
    const planned = plan([{ t: 'scratch', path: '/srv/.kopi-docka-1' }], facts({ engineId: null }));
    expect(planned).toEqual({ actions: [{ do: 'remove-scratch', path: '/srv/.kopi-docka-1' }], left: [] });
  });

  it('removes no path that does not look like ours', () => {
    const planned = plan([
      { t: 'scratch', path: '/srv/data' },
      { t: 'scratch', path: '/srv/kopi-docka/data' },
    ]);
    expect(kinds(planned)).toEqual(['sweep-keepers']);
    expect(planned.left.map(({ what }) => what)).toEqual(['/srv/data', '/srv/kopi-docka/data']);
  });
});
