import { expect, test } from 'vitest';
import { planUndo, type UndoFacts } from '../../../src/restore/plan-undo.ts';
import type { UndoRecord } from '../../../src/restore/types.ts';
import type { Discovery } from '../../../src/units/types.ts';
import { inventory, member, site, unit, volume, volumeMount } from './samples.ts';

const live = volume('db').mountpoint;
const step = { kind: 'volume', name: 'db', live, old: `${live}.kopi-docka-old-1`, hadLive: true } as const;

function record(id: string, at: string): UndoRecord {
  return {
    schema: 'kopi-docka/undo/1',
    id,
    unit: 'shop',
    point: 'p1',
    at,
    steps: [step],
    createdVolumes: [],
    createdNetworks: [],
    createdFiles: [],
  };
}

function plan(wanted: Partial<UndoFacts> = {}) {
  const units = [unit('shop', [member('db', [volumeMount('db')])])];
  return planUndo({
    record: record('one', '2026-01-01T00:00:00Z'),
    newer: [],
    sites: [{ step, site: site(live), kept: true }],
    inventory: inventory([volume('db')]),
    discovery: { units } as unknown as Discovery,
    ...wanted,
  });
}

test('whoever mounts the data is stopped, and what lies there now is told', () => {
  expect(plan()).toMatchObject({
    id: 'one',
    targets: [{ name: 'db', live, hasLive: true }],
    stop: [[{ name: 'db' }]],
    refusals: [],
  });
});

test('a restore is not undone before a later one of the same data', () => {
  const { refusals } = plan({ newer: [record('two', '2026-02-01T00:00:00Z')] });
  expect(refusals).toMatchObject([{ code: 'E_RESTORE_REFUSED', hint: 'Run kopi-docka undo two first.' }]);
});

test('old data that is gone can not be put back', () => {
  const { refusals } = plan({ sites: [{ step, site: site(live), kept: false }] });
  expect(refusals).toMatchObject([
    { message: expect.stringContaining('no longer at'), hint: expect.stringContaining('--discard') },
  ]);
});

test('where nothing had been, nothing has to be kept', () => {
  const added = { ...step, hadLive: false };
  expect(plan({ sites: [{ step: added, site: site(live), kept: false }] }).refusals).toEqual([]);
});
