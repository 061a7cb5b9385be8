import { expect, test } from 'vitest';
import { KopiDockaError } from '../../../src/errors.ts';
import { type RestoreOutcome, stoppedBy, toRestoreResult } from '../../../src/restore/to-result.ts';
import type { RestorePlan, RestoreTarget } from '../../../src/restore/types.ts';

const plan = { unit: 'shop', point: 'p1', targets: [], warnings: [], damaged: false } as unknown as RestorePlan;
const exchanged = { downtimeMs: 5, forced: [], disturbed: [], notBack: [], taken: [], refused: [] };

function result(wanted: Partial<RestoreOutcome> = {}) {
  return toRestoreResult({
    plan,
    exchanged,
    undo: 'u1',
    read: [],
    parts: { networks: [], files: [], warnings: [] },
    leftOver: [],
    errors: [],
    ...wanted,
  });
}

test('nothing wrong is success', () => {
  expect(result()).toMatchObject({ status: 'success', exitCode: 0, undo: 'u1', downtimeMs: 5, errors: [] });
});

test('a container that is not back is exit 20, whatever else is wrong', () => {
  const notBack = [{ name: 'db', why: 'no such image' }];
  const errors = [new KopiDockaError('E_UNHEALTHY', 'x').toFailure()];
  expect(result({ exchanged: { ...exchanged, notBack }, errors })).toMatchObject({
    status: 'partial',
    exitCode: 20,
    containersNotBack: ['db'],
  });
});

test('what could not be brought back is exit 3, a socket that is not made again is not', () => {
  const target = { kind: 'volume', name: 'db', target: '/x' } as RestoreTarget;
  const read = (code: `W_${string}`) => [{ target, files: 1, bytes: 2, warnings: [{ code, message: 'm', hint: 'h' }] }];
  expect(result({ read: read('W_FIDELITY') })).toMatchObject({ status: 'partial', exitCode: 3 });
  expect(result({ read: read('W_SOCKET') })).toMatchObject({ status: 'success', exitCode: 0 });
  expect(result({ plan: { ...plan, damaged: true } })).toMatchObject({ status: 'partial', exitCode: 3 });
});

test('a signal that came too late is told, with its own exit code', () => {
  const stop = new AbortController();
  expect(stoppedBy(stop.signal)).toEqual([]);
  stop.abort(new KopiDockaError('E_INTERRUPTED', 'stopped by SIGINT'));
  expect(result({ errors: stoppedBy(stop.signal) })).toMatchObject({ status: 'interrupted', exitCode: 130 });
});
