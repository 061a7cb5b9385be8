/**
 * The one table of everything that can go wrong by name: exit code and the standing hint.
 *
 * Promise Codes and exit codes are a public contract (docs/errors.md); entries are only ever added.
 */
export const ERRORS = {
  E_INTERNAL: {
    exit: 1,
    hint: 'Please report this as a bug in kopi-docka, with the output of the same command under --verbose.',
  },
  E_USAGE: { exit: 2, hint: 'See kopi-docka --help.' },
  E_UNKNOWN_UNIT: { exit: 2, hint: 'See kopi-docka units for the names.' },
  E_UNKNOWN_POINT: { exit: 2, hint: 'See kopi-docka list for the restore points.' },
  E_UNKNOWN_RESTORE: { exit: 2, hint: 'See kopi-docka undo --list.' },
  E_NO_TERMINAL: { exit: 2, hint: 'Give the answer as a flag; nothing is asked without a terminal.' },
  E_UNIT_CYCLE: { exit: 2, hint: 'Break the circle in depends_on of the Compose file.' },
  E_STRATEGY: { exit: 2, hint: 'Choose another --strategy.' },
  E_PARTIAL: { exit: 3, hint: 'See the warnings above for what is missing.' },
  E_SUSPECT: {
    exit: 3,
    hint: 'Look at the volume; if what it holds now is right, run the backup again with --accept-shrink.',
  },
  E_UNHEALTHY: { exit: 3, hint: 'See docker logs of the container; kopi-docka undo puts the old data back.' },
  E_CONFIG: { exit: 4, hint: 'Check it with kopi-docka config check.' },
  E_CONFIG_UNREADABLE: { exit: 4, hint: 'Make the file readable for this user, or give another with --config.' },
  E_CREDENTIALS: { exit: 4, hint: 'See kopi-docka config check.' },
  E_KOPIA_MISSING: {
    exit: 5,
    hint: 'Install kopia (https://kopia.io/docs/installation/) or name it in KOPI_DOCKA_KOPIA.',
  },
  E_KOPIA_VERSION: { exit: 5, hint: 'Install kopia 0.21.0 or newer.' },
  E_TOOL_MISSING: { exit: 5, hint: 'Install the named tool with your package manager.' },
  E_PERMISSION: { exit: 5, hint: 'Run it as root, for example with sudo.' },
  E_NO_SPACE: { exit: 5, hint: 'Free some space there and run it again.' },
  E_STATE: { exit: 5, hint: 'See kopi-docka doctor.' },
  E_DOCKER: { exit: 6, hint: 'See docker info; is the engine running, and may this user reach its socket?' },
  E_DOCKER_TIMEOUT: { exit: 6, hint: 'The engine does not answer; see docker info and the log of the engine.' },
  E_DOCKER_VERSION: { exit: 6, hint: 'Docker 20.10 (API 1.40) or newer is needed.' },
  E_REPO_ABSENT: { exit: 10, hint: 'Make it with kopi-docka repository create, or mount the disk it lies on.' },
  E_REPO_FOREIGN: { exit: 13, hint: 'Choose an empty target, or connect to the repository that is there.' },
  E_LOCKED: { exit: 11, hint: 'Wait for the other run to end.' },
  E_REPO_PASSWORD: {
    exit: 12,
    hint: 'Put the right password into the password file, or see repository.password in the config.',
  },
  E_REPO: { exit: 13, hint: 'See kopi-docka doctor.' },
  E_REPO_READONLY: { exit: 13, hint: 'Make the repository writable for this user.' },
  E_NOT_BACK: { exit: 20, hint: 'Run kopi-docka recover, then docker ps -a.' },
  E_UNCOVERED: { exit: 21, hint: 'See kopi-docka units; waive what needs no backup by name.' },
  E_TORN: { exit: 22, hint: 'Keep other writers away during the backup and run it again.' },
  E_SNAPSHOT: { exit: 23, hint: 'Run it again; see kopi-docka doctor if it stays.' },
  E_UNSTOPPABLE: { exit: 23, hint: 'Stop it yourself, or use --strategy none to read while it runs.' },
  E_UNREADABLE_VOLUME: { exit: 23, hint: 'See kopi-docka units for how the volume can be read.' },
  E_STOP: { exit: 23, hint: 'See docker logs of the container.' },
  E_HOOK: { exit: 24, hint: 'Run the hook by hand to see why.' },
  E_RESTORE_REFUSED: { exit: 30, hint: 'Nothing was changed.' },
  E_RESTORE: { exit: 30, hint: 'The live data is as before.' },
  E_RESTORE_UNFINISHED: { exit: 31, hint: 'Run kopi-docka recover.' },
  E_PROOF: { exit: 32, hint: 'See kopi-docka doctor.' },
  E_HANGUP: { exit: 129, hint: 'Everything was brought back.' },
  E_INTERRUPTED: { exit: 130, hint: 'Everything was brought back.' },
  E_TERMINATED: { exit: 143, hint: 'Everything was brought back.' },
} as const;

/** The stable name of a failure, as `--json` shows it. */
export type ErrorCode = keyof typeof ERRORS;

/** A failure as it is shown and written to JSON: `exitCode` belongs to the code, `hint` is the next thing to do. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/**
 * Any failure that a user may see: what failed, on which thing, in one line, and what to do next.
 *
 * Promise Never carries a secret: who makes it, redacts first.
 */
export class KopiDockaError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'KopiDockaError';
    this.code = code;
    this.hint = options.hint ?? ERRORS[code].hint;
  }

  get exitCode(): number {
    return ERRORS[this.code].exit;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

/** Turns whatever was thrown into a KopiDockaError; what is not one already is a bug of ours, E_INTERNAL. */
export function asKopiDockaError(thrown: unknown): KopiDockaError {
  if (thrown instanceof KopiDockaError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new KopiDockaError('E_INTERNAL', message, { cause: thrown });
}

/**
 * Folds the exit codes of several units into the one of the run.
 *
 * Shape   readonly number[] → number; an empty list is 0
 * Promise 20 wins over all others; all the same → that code; mixed → 3.
 * Source  docs/contract.md §3.
 */
export function foldExitCodes(codes: readonly number[]): number {
  if (codes.includes(ERRORS.E_NOT_BACK.exit)) return ERRORS.E_NOT_BACK.exit;
  const distinct = new Set(codes);
  const [only] = distinct;
  if (only === undefined) return 0;
  return distinct.size === 1 ? only : ERRORS.E_PARTIAL.exit;
}
