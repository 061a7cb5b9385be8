import { ERRORS, type Failure, foldExitCodes } from '../errors.ts';

/**
 * Folds the exit codes of the units, and what failed beside them, into the one of the run.
 *
 * Promise What failed beside units that are all saved keeps its own code.
 */
export function foldRun(units: readonly number[], errors: readonly Failure[]): number {
  const ofUnits = foldExitCodes(units);
  return foldExitCodes([...(ofUnits === 0 ? [] : [ofUnits]), ...errors.map(({ code }) => ERRORS[code].exit)]);
}
