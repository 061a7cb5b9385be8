import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { UndoRecord } from '../../../src/journal/types.ts';
import {
  listUndoRecords,
  loadUndoRecord,
  removeUndoRecord,
  saveUndoRecord,
} from '../../../src/journal/undo-records.ts';
import { freshFolder } from './samples.ts';

function record(id: string, at: string): UndoRecord {
  const steps = [
    { kind: 'volume', name: 'db', live: '/v/db/_data', old: '/v/db/kopi-docka-old', hadLive: true },
  ] as const;
  return {
    schema: 'kopi-docka/undo/1',
    id,
    unit: 'shop',
    point: 'p1',
    at,
    steps,
    createdVolumes: ['shop_new'],
    createdNetworks: [],
    createdFiles: [],
  };
}

const earlier = record('r1', '2026-11-20T01:00:00.000Z');
const later = record('r2', '2026-11-21T01:00:00.000Z');

let state: string;
beforeEach(() => {
  state = join(freshFolder(), 'state');
});

describe('undo records', () => {
  it('come back as they were saved, newest first', () => {
    saveUndoRecord(state, earlier);
    saveUndoRecord(state, later);
    expect(loadUndoRecord(state, 'r1')).toEqual(earlier);
    expect(listUndoRecords(state)).toEqual([later, earlier]);
    expect(statSync(join(state, 'undo', 'r1.json')).mode & 0o777).toBe(0o600);
  });

  it('are gone when removed, however often', () => {
    saveUndoRecord(state, earlier);
    removeUndoRecord(state, 'r1');
    removeUndoRecord(state, 'r1');
    expect(listUndoRecords(state)).toEqual([]);
  });

  it('are none where there never was one', () => {
    expect(listUndoRecords(state)).toEqual([]);
    expect(() => removeUndoRecord(state, 'r1')).not.toThrow();
  });

  it.each(['r9', '../../etc/passwd', '', '.r1'])('are unknown under the id %j', (id) => {
    expect(() => loadUndoRecord(state, id)).toThrow(expect.objectContaining({ code: 'E_UNKNOWN_RESTORE' }));
  });

  it('are never passed over when damaged', () => {
    mkdirSync(join(state, 'undo'), { recursive: true });
    writeFileSync(join(state, 'undo', 'r1.json'), '{"schema":"kopi-docka/undo/1"');
    expect(() => loadUndoRecord(state, 'r1')).toThrow(expect.objectContaining({ code: 'E_STATE' }));
    expect(() => listUndoRecords(state)).toThrow(/r1\.json is damaged/);
  });
});
