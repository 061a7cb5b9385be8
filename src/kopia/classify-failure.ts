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

// Where kopia was at its storage, not at a source.
const AT_STORAGE =
  /PutBlob|DeleteBlob|temporary file|session marker|flush error|cannot (?:open|access) storage|format blob|error writing pack|open(?:ing)? repository/i;
const NO_STORAGE =
  /kopia\.repository blob: BLOB not found|repository not initialized|cannot access storage path.*no such file or directory|NoSuchBucket|bucket does(?: not|n't) exist/i;
const REFUSED = /read-only file system|permission denied|operation not permitted|access ?denied/i;
const NETWORK = /dial tcp|no such host|connection (?:refused|reset)|i\/o timeout|TLS handshake|x509: /i;

// The first that fits wins. A refusal counts as the repository's only at its storage: sources refuse, too.
const CAUSES: readonly (readonly [ErrorCode, (line: string) => boolean])[] = [
  ['E_REPO_PASSWORD', (line) => /invalid repository password|password prompt error/i.test(line)],
  ['E_REPO_FOREIGN', (line) => /found existing data in storage location/i.test(line)],
  ['E_REPO_ABSENT', (line) => NO_STORAGE.test(line)],
  ['E_NO_SPACE', (line) => /no space left on device|disk quota exceeded/i.test(line)],
  ['E_REPO_READONLY', (line) => REFUSED.test(line) && AT_STORAGE.test(line)],
  ['E_REPO', (line) => NETWORK.test(line) || AT_STORAGE.test(line)],
];

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
  const code = CAUSES.find(([, fits]) => lines.some(fits))?.[0];
  const reason = lines.findLast((line) => !/^upload error: unsupported source/.test(line)) ?? 'kopia gave no reason';
  return new KopiDockaError(code ?? failure.fallback, sentence(failure.what, reason, failure.secrets));
}

function meaningfulLines(stderr: readonly string[]): readonly string[] {
  const said = stderr.filter((line) => !CHATTER.test(line) && !isProgress(line));
  const general = said.filter((line) => !ONE_FILE.test(line));
  return (general.length > 0 ? general : said).map((line) => line.trim());
}

function sentence(what: string, reason: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= 4);
  const redacted = known.reduce((text, secret) => text.replaceAll(secret, '[SECRET]'), `${what}: ${reason}`);
  const line = printable(redacted);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
