import { lstatSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { fileError, syncFolder } from '../host/files.ts';
import { reachedAt } from './content-step.ts';
import { bringBackContent, findClash } from './exchange-content.ts';
import { type Move, type PathState, planRollBack } from './plan-roll-back.ts';
import type { SwapStep } from './types.ts';

/**
 * Puts the old data back at every step of a swap that did not end, from whatever state it stopped in.
 *
 * Errors  E_STATE when that can not be decided, before anything is moved; E_STATE, E_PERMISSION, E_NO_SPACE when a move fails.
 * Promise May be cut off anywhere and called again. What it did is on disk when it returns.
 */
export function rollBack(steps: readonly SwapStep[], real: RealPath = asNamed): void {
  const { moves, obstacle } = planRollBack(
    steps,
    (path) => stateOf(real(path)),
    (step) => findClash(reachedAt(step, real)),
  );
  if (obstacle) throw new KopiDockaError('E_STATE', `${obstacle.step.name}: ${obstacle.why}`);
  applyMoves(moves, real);
}

/** Where a path is reached: paths in a volume that is held mounted are reached elsewhere. */
export type RealPath = (path: string) => string;

const asNamed: RealPath = (path) => path;

/** Does the moves of a planned roll back, each on disk before the next. Errors as `rollBack`. */
export function applyMoves(moves: readonly Move[], real: RealPath = asNamed): void {
  for (const move of moves) {
    try {
      if (move.do === 'bring-back-content') bringBackContent(reachedAt(move.step, real));
      else applyMove(move);
    } catch (cause) {
      throw cause instanceof KopiDockaError ? cause : fileError(cause, pathOf(move));
    }
  }
}

/** The path that a move changes first. */
export function pathOf(move: Move): string {
  if (move.do === 'move') return move.from;
  return move.do === 'remove-empty' ? move.path : move.step.live;
}

/** What lies at a path; links are not followed. */
export function stateOf(path: string): PathState {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return 'absent';
    return stat.isDirectory() && readdirSync(path).length === 0 ? 'empty' : 'present';
  } catch (cause) {
    throw fileError(cause, path);
  }
}

function applyMove(move: Exclude<Move, { do: 'bring-back-content' }>): void {
  if (move.do === 'remove-empty') {
    rmdirSync(move.path);
    syncFolder(dirname(move.path));
  } else {
    // rename(2) would silently replace an empty folder or a file.
    if (stateOf(move.to) !== 'absent') throw new KopiDockaError('E_STATE', `${move.to} is there already`);
    renameSync(move.from, move.to);
    for (const folder of new Set([dirname(move.to), dirname(move.from)])) syncFolder(folder);
  }
}
