import { asKopiDockaError, type ErrorCode } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { Observation } from './types.ts';

/** All is well. */
export function ok(message: string): Observation {
  return { severity: 'ok', message, fix: null, code: null };
}

/** Worth knowing, nothing to mend. */
export function info(message: string, fix: string | null = null): Observation {
  return { severity: 'info', message, fix, code: null };
}

/** Backups go on, but something is not as it should be. */
export function warning(message: string, fix: string): Observation {
  return { severity: 'warning', message, fix, code: null };
}

/** Backups fail, or data is in danger. */
export function problem(code: ErrorCode, message: string, fix: string): Observation {
  return { severity: 'error', message, fix, code };
}

/** A warning of another part of the program. */
export function warned({ message, hint }: Warning): Observation {
  return warning(message, hint);
}

/** Whatever was thrown, as the error that it amounts to. */
export function thrown(cause: unknown): Observation {
  const { code, message, hint } = asKopiDockaError(cause);
  return problem(code, message, hint);
}
