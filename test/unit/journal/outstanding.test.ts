import { describe, expect, it } from 'vitest';
import { needsEngine, outstanding } from '../../../src/journal/outstanding.ts';
import type { JournalRecord } from '../../../src/journal/types.ts';
import { deadProcess, header, step, take } from './samples.ts';

const run: JournalRecord = { t: 'run', ...header() };
const swap: JournalRecord = { t: 'swap', restoreId: 'r1', steps: [step('/v', 'db')] };

describe('outstanding', () => {
  it('finds nothing open after a run that gave everything back', () => {
    const child = deadProcess();
    const open = outstanding([
      run,
      take('db'),
      { t: 'child', process: child, what: 'kopia' },
      { t: 'scratch', path: '/s/kopi-docka' },
      { t: 'child-ended', pid: child.pid },
      { t: 'gave-back', id: 'id-of-db' },
      { t: 'scratch-removed', path: '/s/kopi-docka' },
    ]);
    expect(open).toMatchObject({ takes: [], children: [], scratch: [], ended: false });
    expect(needsEngine(open)).toBe(false);
  });

  it('keeps a container open that was given back and taken again', () => {
    const again = take('db', { unit: 'other', order: 7 });
    expect(outstanding([run, take('db'), { t: 'gave-back', id: 'id-of-db' }, again]).takes).toEqual([again]);
  });

  it('lists containers in the order of their stop', () => {
    const open = outstanding([run, take('db', { order: 2 }), take('web', { order: 0 }), take('api', { order: 1 })]);
    expect(open.takes.map(({ name }) => name)).toEqual(['web', 'api', 'db']);
  });

  it('keeps a swap open until it is swapped or rolled back', () => {
    expect(outstanding([run, swap])).toMatchObject({ swaps: [{ restoreId: 'r1' }], swapped: [], rolledBack: [] });
    expect(outstanding([run, swap, { t: 'swapped', restoreId: 'r1' }])).toMatchObject({ swaps: [], swapped: ['r1'] });
    expect(outstanding([run, swap, { t: 'rolled-back', restoreId: 'r1' }])).toMatchObject({
      swaps: [],
      rolledBack: ['r1'],
    });
  });

  it('keeps made volumes once restored data is in them', () => {
    const made: JournalRecord = { t: 'volume-created', name: 'shop_db' };
    expect(outstanding([run, made, swap]).volumes).toEqual(['shop_db']);
    expect(outstanding([run, made, swap, { t: 'swapped', restoreId: 'r1' }]).volumes).toEqual([]);
  });

  it('keeps made networks and files once restored data is in place', () => {
    const file = { path: '/opt/shop/.env', sha256: 'a'.repeat(64), folder: '/opt/shop' };
    const made: readonly JournalRecord[] = [
      { t: 'network-created', name: 'shop_back' },
      { t: 'file-created', file },
    ];
    expect(outstanding([run, ...made, swap])).toMatchObject({ networks: ['shop_back'], files: [file] });
    expect(outstanding([run, ...made, swap, { t: 'swapped', restoreId: 'r1' }])).toMatchObject({
      networks: [],
      files: [],
    });
    expect(needsEngine(outstanding([run, ...made]))).toBe(true);
  });

  it('sees the end', () => {
    expect(outstanding([run, { t: 'end', outcome: 'success' }]).ended).toBe(true);
  });
});
