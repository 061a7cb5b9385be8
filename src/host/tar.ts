import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { type Child, type ChildEnd, feedChild, startChild } from './child.ts';
import { fileError } from './files.ts';
import { ignoreRules } from './ignore-rules.ts';
import { keptNames } from './kept-names.ts';
import { TarChecker } from './tar-checker.ts';
import { judgeCreation, judgeExtraction } from './tar-messages.ts';

/** Everything that GNU tar can keep, said for both directions. */
const KEEP_ALL = ['--numeric-owner', '--xattrs', '--xattrs-include=*', '--acls'];

/** The same tree gives the same bytes, but for the headers of sparse files, where tar writes its process ID. */
const REPEATABLE = ['--sort=name', '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime'];

/** An archive being made. `done` settles after its last byte. */
export interface TarStream {
  readonly stream: Readable;
  /** What changed while it was read. Rejects with E_SNAPSHOT when the archive is not whole. */
  readonly done: Promise<readonly Warning[]>;
}

/**
 * Streams a folder as an uncompressed pax archive, with paths relative to it.
 *
 * Shape   `exclude` as in .gitignore, with the meaning that kopia gives it: see ignoreRules
 * Errors  E_USAGE for a malformed pattern; the rest comes through `done`: E_SNAPSHOT, E_TOOL_MISSING without GNU tar and find.
 * Promise Owners as numbers, times to the nanosecond, all extended attributes, ACLs, hard links, devices and holes; sockets are
 *         left out. Mounts inside are crossed, as kopia does. Whoever reads the stream awaits `done` before trusting it.
 */
export function createTar(
  root: string,
  { exclude = [], signal }: { readonly exclude?: readonly string[]; readonly signal?: AbortSignal | undefined } = {},
): TarStream {
  const patterns = exclude.filter((pattern) => pattern.trim() !== '');
  const how = ['--create', '--file=-', '--format=posix', '--sparse', ...KEEP_ALL, ...REPEATABLE];
  const names = patterns.length === 0 ? null : keptNames(root, ignoreRules(patterns), signal);
  const what = names === null ? ['--', '.'] : ['--no-recursion', '--null', '--files-from=-'];
  const tar = startChild('tar', [...how, `--directory=${root}`, ...what], { signal });
  const done = feedNames(tar, names).then((end) => judgeCreation(root, end));
  done.catch(() => undefined);
  return { stream: tar.stdout, done };
}

/** An archive of a list that broke off is not whole, although tar has nothing to complain of. */
async function feedNames(tar: Child, names: AsyncIterable<Buffer> | null): Promise<ChildEnd> {
  if (names === null) {
    tar.stdin.end();
    return tar.ended;
  }
  const end = await feedChild(tar, Readable.from(names));
  if (end.exitCode === 0 && end.failure !== null) throw end.failure;
  return end;
}

/**
 * Extracts an archive into a fresh folder while it streams.
 *
 * Shape   → what tar could not bring back for want of a right, by name
 * Errors  E_RESTORE when the archive is damaged, cut short, or would write outside of `into`; E_STATE when `into` is not empty;
 *         E_NO_SPACE. What was written until then is left to the caller.
 * Promise Every entry is checked before tar sees it (see TarChecker). Names, owners, modes, times, attributes and holes as stored.
 */
export async function extractTar(
  stream: NodeJS.ReadableStream,
  into: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly Warning[]> {
  requireEmpty(into);
  const how = [
    '--extract',
    '--file=-',
    '--preserve-permissions',
    '--delay-directory-restore',
    '--warning=no-timestamp',
  ];
  const owner = process.geteuid?.() === 0 ? ['--same-owner'] : [];
  const tar = startChild('tar', [...how, ...KEEP_ALL, ...owner, `--directory=${into}`], { signal });
  tar.stdout.resume();
  const end = await feedChild(tar, stream, { pass: check, signal });
  if (end.failure instanceof KopiDockaError) throw end.failure;
  const warnings = judgeExtraction(end);
  if (end.failure !== null)
    throw new KopiDockaError('E_RESTORE', 'the archive could not be read to its end', { cause: end.failure });
  return warnings;
}

async function* check(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const checker = new TarChecker();
  for await (const chunk of chunks) {
    checker.add(chunk);
    yield chunk;
  }
  checker.end();
}

function requireEmpty(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (cause) {
    throw fileError(cause, folder);
  }
  if (names.length > 0) throw new KopiDockaError('E_STATE', `${folder} is not empty`);
}
