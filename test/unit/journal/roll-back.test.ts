import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Move, planRollBack } from '../../../src/journal/plan-roll-back.ts';
import { applyMoves, rollBack, stateOf } from '../../../src/journal/roll-back.ts';
import type { SwapStep } from '../../../src/journal/types.ts';
import { freshFolder, step } from './samples.ts';

/** Three volumes: one with data, one that is empty, one that is not there yet. */
function makeWorld(): readonly SwapStep[] {
  const folder = freshFolder();
  const steps = [step(folder, 'db'), step(folder, 'empty'), step(folder, 'new', { hadLive: false })];
  for (const { name, live, fresh, hadLive } of steps) {
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, 'content'), `new ${name}`);
    if (hadLive) mkdirSync(live);
    if (name === 'db') writeFileSync(join(live, 'content'), 'old db');
  }
  return steps;
}

/** The renames of a whole swap, in order; each is a moment to die after. */
function renames(steps: readonly SwapStep[]): readonly (readonly [string, string])[] {
  return steps.flatMap(({ live, fresh, old, hadLive }) => [
    ...(hadLive ? [[live, old] as const] : []),
    [fresh, live] as const,
  ]);
}

function contentOf(path: string): string {
  if (!existsSync(path)) return 'absent';
  return existsSync(join(path, 'content')) ? readFileSync(join(path, 'content'), 'utf8') : 'empty';
}

function look(steps: readonly SwapStep[]) {
  return steps.map(({ live, fresh, old }) => ({ live: contentOf(live), fresh: contentOf(fresh), old: contentOf(old) }));
}

const ALL_OLD = [
  { live: 'old db', fresh: 'new db', old: 'absent' },
  { live: 'empty', fresh: 'new empty', old: 'absent' },
  { live: 'absent', fresh: 'new new', old: 'absent' },
];

function dieAfter(steps: readonly SwapStep[], count: number): void {
  for (const [from, to] of renames(steps).slice(0, count)) renameSync(from, to);
}

function movesOf(steps: readonly SwapStep[]): readonly Move[] {
  return planRollBack(steps, stateOf).moves;
}

const total = renames(makeWorld()).length;
const moments = Array.from({ length: total + 1 }, (_, count) => count);

describe('rollBack', () => {
  it.each(moments)('brings all old data back after a swap that died after rename %i', (count) => {
    const steps = makeWorld();
    dieAfter(steps, count);
    rollBack(steps);
    expect(look(steps)).toEqual(ALL_OLD);
  });

  it.each(moments)(
    'brings all old data back when recovery dies as well, after each of its moves (swap died after %i)',
    (count) => {
      const probe = makeWorld();
      dieAfter(probe, count);
      for (let done = 0; done <= movesOf(probe).length; done += 1) {
        const steps = makeWorld();
        dieAfter(steps, count);
        applyMoves(movesOf(steps).slice(0, done));
        rollBack(steps);
        expect(look(steps)).toEqual(ALL_OLD);
      }
    },
  );

  it('does nothing the second time', () => {
    const steps = makeWorld();
    dieAfter(steps, 3);
    rollBack(steps);
    expect(movesOf(steps)).toEqual([]);
  });

  it('survives an empty folder that the engine made in place of the moved one', () => {
    const steps = makeWorld();
    dieAfter(steps, 1);
    mkdirSync(steps[0]?.live ?? '');
    rollBack(steps);
    expect(look(steps)).toEqual(ALL_OLD);
  });

  it('touches nothing when something new lies in place of the old data', () => {
    const steps = makeWorld();
    dieAfter(steps, 1);
    mkdirSync(steps[0]?.live ?? '');
    writeFileSync(join(steps[0]?.live ?? '', 'content'), 'somebody');
    const before = look(steps);
    expect(() => rollBack(steps)).toThrow(expect.objectContaining({ code: 'E_STATE' }));
    expect(look(steps)).toEqual(before);
  });

  it('never moves one thing onto another', () => {
    const steps = makeWorld();
    const [db] = steps;
    if (!db) throw new Error('no step');
    expect(() => applyMoves([{ do: 'move', from: db.fresh, to: db.live }])).toThrow(/is there already/);
    expect(readdirSync(dirname(db.live)).sort()).toEqual(['_data', 'kopi-docka-fresh']);
  });
});
