import { lstatSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { fileError, syncFolder } from '../host/files.ts';
import { type Move, type PathState, planRollBack } from './plan-roll-back.ts';
import type { SwapStep } from './types.ts';

/**
 * Puts the old data back at every step of a swap that did not end, from whatever state it stopped in.
 *
 * Errors  E_STATE when that can not be decided, before anything is moved; E_STATE, E_PERMISSION, E_NO_SPACE when a move fails.
 * Promise May be cut off anywhere and called again. What it did is on disk when it returns.
 */
export function rollBack(steps: readonly SwapStep[]): void {
  const { moves, obstacle } = planRollBack(steps, stateOf);
  if (obstacle) throw new KopiDockaError('E_STATE', `${obstacle.step.name}: ${obstacle.why}`);
  applyMoves(moves);
}

/** Does the moves of a planned roll back, each on disk before the next. Errors as `rollBack`. */
export function applyMoves(moves: readonly Move[]): void {
  for (const move of moves) {
    const path = move.do === 'move' ? move.from : move.path;
    try {
      applyMove(move);
    } catch (cause) {
      throw cause instanceof KopiDockaError ? cause : fileError(cause, path);
    }
  }
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

function applyMove(move: Move): void {
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
