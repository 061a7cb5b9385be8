import { expect, test } from 'vitest';
import { KopiDockaError } from '../../../src/errors.ts';
import { choosePoint, type PointChoice } from '../../../src/points/choose-point.ts';
import { parseWhen } from '../../../src/points/parse-when.ts';
import { point } from './snapshots.ts';

const now = new Date('2026-07-10T12:00:00Z');
const latest: PointChoice = { at: null, previous: 0, pointId: null };
const points = [
  point({ id: 'aaaa-3', time: '2026-07-03T02:00:00.500Z' }),
  point({ id: 'aaaa-1', time: '2026-07-01T02:00:00.500Z' }),
  point({ id: 'bbbb-4', time: '2026-07-04T02:00:00.500Z', complete: false, problems: ['volume x: gone'] }),
  point({ id: 'bbbb-2', time: '2026-07-02T02:00:00.500Z' }),
  point({ id: 'cccc-5', time: '2026-07-05T02:00:00.500Z', sealed: false }),
];

function refusal(choice: Partial<PointChoice>, from = points): { message: string; hint: string; code: string } {
  try {
    choosePoint(from, { ...latest, ...choice }, now);
  } catch (error) {
    if (error instanceof KopiDockaError) return error;
    throw error;
  }
  throw new Error('a point was chosen');
}

test.each<[Partial<PointChoice>, string]>([
  [{}, 'aaaa-3'],
  [{ at: 'latest' }, 'aaaa-3'],
  [{ previous: 1 }, 'bbbb-2'],
  [{ at: '2026-07-02' }, 'bbbb-2'],
  [{ at: '2026-07-02T02:00:00Z' }, 'bbbb-2'],
  [{ at: '2026-07-02T04:00:00+02:00' }, 'bbbb-2'],
  [{ at: '2026-07-02T02:00:00.499Z' }, 'aaaa-1'],
  [{ at: '8d' }, 'bbbb-2'],
  [{ at: '1w' }, 'aaaa-3'],
  [{ at: '2026-07-03', previous: 2 }, 'aaaa-1'],
  [{ pointId: 'aaaa-1' }, 'aaaa-1'],
  [{ pointId: 'cccc' }, 'cccc-5'],
  [{ pointId: 'bbbb-4' }, 'bbbb-4'],
])('%j chooses %s', (choice, id) => {
  expect(choosePoint(points, { ...latest, ...choice }, now).id).toBe(id);
});

test('a point older than all says which are nearest', () => {
  expect(refusal({ at: '2026-06-30' })).toMatchObject({
    code: 'E_UNKNOWN_POINT',
    message: 'there is no complete restore point not younger than 2026-06-30T23:59:59.999Z',
    hint: expect.stringContaining(
      'The nearest are 2026-07-01T02:00:00.500Z (aaaa-1), 2026-07-02T02:00:00.500Z (bbbb-2)',
    ),
  });
});

test('more steps back than there are points is refused', () => {
  expect(refusal({ previous: 3 }).message).toBe('there is no complete restore point, 3 back');
});

test('when none is complete the newest is offered by its ID, with what is wrong with it', () => {
  const [, , damaged] = points;
  const { message, hint } = refusal({}, damaged ? [damaged] : []);
  expect(message).toBe('none of the 1 restore points is complete');
  expect(hint).toContain('--point, for example bbbb-4 of 2026-07-04T02:00:00.500Z (volume x: gone)');
});

test.each([
  ['bbbb', 'the ID bbbb fits 2 restore points'],
  ['ccc', 'there is no restore point ccc'],
  ['dddd', 'there is no restore point dddd'],
])('the ID %s is refused', (pointId, message) => {
  expect(refusal({ pointId })).toMatchObject({ code: 'E_UNKNOWN_POINT', message });
});

test.each<[string, string]>([
  ['2026-07-01', '2026-07-01T23:59:59.999Z'],
  ['2026-07-01T10:20', '2026-07-01T10:20:59.999Z'],
  ['2026-07-01 10:20:30', '2026-07-01T10:20:30.999Z'],
  ['2026-07-01T10:20:30.250Z', '2026-07-01T10:20:30.250Z'],
  ['2026-07-01t10:20:30z', '2026-07-01T10:20:30.999Z'],
  ['2026-07-01T10:20:30-05:00', '2026-07-01T15:20:30.999Z'],
  ['90s', '2026-07-10T11:58:30.000Z'],
  ['1d12h30m', '2026-07-08T23:30:00.000Z'],
])('%s means not younger than %s', (text, time) => {
  expect(parseWhen(text, now)).toEqual({ kind: 'not-after', notAfter: Date.parse(time) });
});

test.each(['', 'yesterday', '2d ago', '-2d', '2026-13-01', '2026-06-31', '2026-07-01T25:00', '10:00', '1y'])(
  '%j is no time',
  (text) => {
    expect(() => parseWhen(text, now)).toThrow(`cannot read the time "${text}"`);
  },
);
