import { type ErrorCode, KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import { isProgress } from './parse-progress.ts';

const LONGEST = 300;

/** What failed, what kopia said, and what must not be repeated. */
export interface KopiaFailure {
  /** The act in plain words: `snapshot of /srv/data`. */
  readonly what: string;
  readonly stderr: readonly string[];
  /** The code when kopia's words say nothing more exact. */
  readonly fallback: ErrorCode;
  readonly secrets: readonly string[];
}

// The first that matches wins.
const CAUSES: readonly (readonly [ErrorCode, RegExp])[] = [
  ['E_REPO_PASSWORD', /invalid repository password|password prompt error/i],
  ['E_REPO_FOREIGN', /found existing data in storage location/i],
  [
    'E_REPO_ABSENT',
    /kopia\.repository blob: BLOB not found|repository not initialized|cannot access storage path.*no such file or directory|NoSuchBucket|bucket does not exist|storage: bucket doesn't exist/i,
  ],
  ['E_NO_SPACE', /no space left on device|disk quota exceeded|not enough space/i],
  ['E_REPO_READONLY', /(?:read-only file system|permission denied|operation not permitted|access ?denied)/i],
];
// Refusals count as the repository's only where kopia was at its storage: it is refused by sources, too.
const AT_STORAGE =
  /PutBlob|temporary file|session marker|flush error|cannot (?:open|access) storage|format blob|DeleteBlob|error writing pack/i;

// What kopia says besides the reason: announcements, counts, and errors of single files, which the manifest holds too.
const CHATTER =
  /^\s*(?:NOTE: |and full maintenance|See https:|Snapshotting |Restoring to |Restored \d|Listing blobs|Listed \d|encountered \d+ errors:|Found \d+ fatal error|Upload canceled|Deleted |\{"processedObjectCount")/;
const ONE_FILE = /^\s*(?:! )?(?:Error when processing|Ignored error|async write error)/;

/**
 * Turns kopia's last words into the failure that a user sees.
 *
 * Shape   KopiaFailure → KopiDockaError, one line of at most 300 characters
 * Promise Shows no secret and no control character. An error of a single source file never passes for one of the repository.
 */
export function classifyFailure(failure: KopiaFailure): KopiDockaError {
  const lines = meaningfulLines(failure.stderr);
  const code = CAUSES.find(([code, pattern]) => lines.some((line) => pattern.test(line) && fits(code, line)))?.[0];
  const reason = lines.findLast((line) => !/^upload error: unsupported source/.test(line)) ?? 'kopia gave no reason';
  return new KopiDockaError(code ?? failure.fallback, sentence(failure.what, reason, failure.secrets));
}

function meaningfulLines(stderr: readonly string[]): readonly string[] {
  const said = stderr.filter((line) => !CHATTER.test(line) && !isProgress(line));
  const general = said.filter((line) => !ONE_FILE.test(line));
  return (general.length > 0 ? general : said).map((line) => line.trim());
}

function fits(code: ErrorCode, line: string): boolean {
  return code !== 'E_REPO_READONLY' || AT_STORAGE.test(line);
}

function sentence(what: string, reason: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  const redacted = known.reduce((text, secret) => text.replaceAll(secret, '[SECRET]'), `${what}: ${reason}`);
  const line = printable(redacted);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
