import { describe, expect, it } from 'vitest';
import { type PathState, planRollBack } from '../../../src/journal/plan-roll-back.ts';
import { step } from './samples.ts';

const had = step('/v', 'db');
const hadNot = step('/v', 'new', { hadLive: false });
const move = (from: string, to: string) => ({ do: 'move', from, to });

function at(states: Readonly<Record<string, PathState>>): (path: string) => PathState {
  return (path) => states[path] ?? 'absent';
}

describe('planRollBack', () => {
  it.each([
    ['before its first move: nothing', { [had.live]: 'present', [had.fresh]: 'present' }, []],
    [
      'between its moves: the old data comes back',
      { [had.fresh]: 'present', [had.old]: 'present' },
      [move(had.old, had.live)],
    ],
    [
      'after both: new data goes, old data comes',
      { [had.live]: 'present', [had.old]: 'present' },
      [move(had.live, had.fresh), move(had.old, had.live)],
    ],
    [
      'after both, with empty volumes',
      { [had.live]: 'empty', [had.old]: 'empty' },
      [move(had.live, had.fresh), move(had.old, had.live)],
    ],
    [
      'between its moves, with an empty folder made since',
      { [had.live]: 'empty', [had.fresh]: 'present', [had.old]: 'present' },
      [{ do: 'remove-empty', path: had.live }, move(had.old, had.live)],
    ],
    ['rolled back and tidied up: nothing', { [had.live]: 'present' }, []],
  ] as const)('undoes a step that stopped %s', (_, states, moves) => {
    expect(planRollBack([had], at(states))).toEqual({ moves, obstacle: null });
  });

  it.each([
    ['before its move: nothing', { [hadNot.fresh]: 'present' }, []],
    ['after its move: the new data goes', { [hadNot.live]: 'present' }, [move(hadNot.live, hadNot.fresh)]],
    ['and somebody made something else there: nothing', { [hadNot.live]: 'present', [hadNot.fresh]: 'present' }, []],
    ['rolled back and tidied up: nothing', {}, []],
  ] as const)('undoes a step without old data that stopped %s', (_, states, moves) => {
    expect(planRollBack([hadNot], at(states))).toEqual({ moves, obstacle: null });
  });

  it('undoes the last step first', () => {
    const { moves } = planRollBack([had, hadNot], at({ [hadNot.live]: 'present', [had.old]: 'present' }));
    expect(moves).toEqual([move(hadNot.live, hadNot.fresh), move(had.old, had.live)]);
  });

  it.each([
    [
      'something new lies where the old data belongs',
      { [had.live]: 'present', [had.fresh]: 'present', [had.old]: 'present' },
    ],
    ['the old data is nowhere', { [had.fresh]: 'present' }],
  ] as const)('moves nothing at any step when at one of them %s', (_, states) => {
    const { moves, obstacle } = planRollBack([hadNot, had], at({ ...states, [hadNot.live]: 'present' }));
    expect(moves).toEqual([]);
    expect(obstacle?.step).toBe(had);
  });
});
