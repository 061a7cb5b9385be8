import { asKopiDockaError, ERRORS, type Failure, foldExitCodes, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { Exchanged } from './hold-and-swap.ts';
import type { MadeParts } from './make-parts.ts';
import type { ReadData } from './read-target.ts';
import type { RestorePlan, RestoreResult, UndoPlan, UndoResult } from './types.ts';

/** What a restore came to, once the new data was in place. */
export interface RestoreOutcome {
  readonly plan: RestorePlan;
  readonly exchanged: Exchanged;
  readonly undo: string | null;
  readonly read: readonly ReadData[];
  readonly parts: MadeParts;
  readonly leftOver: readonly Warning[];
  readonly errors: readonly Failure[];
}

/** What an undo came to, once the old data was back. */
export interface UndoOutcome {
  readonly plan: UndoPlan;
  readonly exchanged: Exchanged;
  readonly leftOver: readonly Warning[];
  readonly errors: readonly Failure[];
}

/** Says how a restore ended: `success` only when every container is back and healthy and nothing is lost. */
export function toRestoreResult({
  plan,
  exchanged,
  undo,
  read,
  parts,
  leftOver,
  errors,
}: RestoreOutcome): RestoreResult {
  const told = [...plan.warnings, ...parts.warnings, ...read.flatMap((data) => data.warnings)];
  return {
    schema: 'kopi-docka/restore/1',
    ...judge(exchanged, [...errors, ...partly(plan, told)]),
    point: plan.point,
    restored: [
      ...read.map(({ target: { kind, name, target }, files, bytes }) => ({ kind, name, target, files, bytes })),
      ...parts.networks.map((name) => ({ kind: 'network', name, target: name, files: 0, bytes: 0 })),
      ...parts.files.map(({ name, path, bytes }) => ({ kind: 'file', name, target: path, files: 1, bytes })),
    ],
    undo,
    warnings: [...told, ...leftOver],
  };
}

/** Says how an undo ended: `success` only when every container is back and healthy. */
export function toUndoResult({ plan, exchanged, leftOver, errors }: UndoOutcome): UndoResult {
  return {
    schema: 'kopi-docka/undo-result/1',
    ...judge(exchanged, errors),
    id: plan.id,
    unit: plan.unit,
    putBack: plan.targets.map((target) => target.name),
    warnings: leftOver,
  };
}

/** The signal that came too late to keep the data from being exchanged, as a failure. */
export function stoppedBy(signal: AbortSignal): readonly Failure[] {
  return signal.aborted ? [asKopiDockaError(signal.reason).toFailure()] : [];
}

function judge(
  exchanged: Exchanged,
  others: readonly Failure[],
): Pick<RestoreResult, 'status' | 'exitCode' | 'downtimeMs' | 'containersNotBack' | 'errors'> {
  const errors = [...exchanged.notBack.map(notBack), ...others];
  const exitCodes = new Set(errors.map((failure) => ERRORS[failure.code].exit));
  const interrupted = errors.some(isInterruption);
  return {
    status: interrupted ? 'interrupted' : errors.length > 0 ? 'partial' : 'success',
    exitCode: foldExitCodes([...exitCodes]),
    downtimeMs: exchanged.downtimeMs,
    containersNotBack: exchanged.notBack.map(({ name }) => name),
    errors,
  };
}

/** True for the failures that a stop signal makes. */
export function isInterruption({ code }: Pick<Failure, 'code'>): boolean {
  return code === 'E_INTERRUPTED' || code === 'E_TERMINATED' || code === 'E_HANGUP';
}

function notBack({ name, why }: Exchanged['notBack'][number]): Failure {
  return new KopiDockaError('E_NOT_BACK', `container ${name} is not back: ${why}`, {
    hint: `Run kopi-docka recover, or docker start ${name}.`,
  }).toFailure();
}

function partly({ unit, damaged }: RestorePlan, told: readonly Warning[]): readonly Failure[] {
  const isLoss = told.some(({ code }) => code.startsWith('W_FIDELITY') || code.endsWith('_NOT_MADE'));
  const text = damaged ? 'the backup itself is damaged' : 'not everything could be brought back as it was';
  return damaged || isLoss ? [new KopiDockaError('E_PARTIAL', `${unit}: ${text}`).toFailure()] : [];
}
