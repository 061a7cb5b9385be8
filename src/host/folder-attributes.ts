import { chmodSync, chownSync, statSync } from 'node:fs';
import { execaSync } from 'execa';
import { KopiDockaError } from '../errors.ts';
import { fileError } from './files.ts';
import { formatSeconds } from './format-tar-entry.ts';
import { baseEnvironment } from './run.ts';
import { printable } from './text.ts';

/**
 * Owner, mode, time and extended attributes of a folder itself.
 *
 * Shape   `attributes` as lines of getfattr, `name=0x…`; null when they are not known, for want of the tool or of a file system that has them
 * Units   `mtimeNs` in nanoseconds since 1970, as text
 */
export interface FolderAttributes {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly mtimeNs: string;
  readonly attributes: readonly string[] | null;
}

/** Reads what a folder itself has. Errors E_STATE, E_PERMISSION. */
export function readFolderAttributes(folder: string): FolderAttributes {
  try {
    const { uid, gid, mode, mtimeNs } = statSync(folder, { bigint: true });
    const attributes = listAttributes(folder);
    return { uid: Number(uid), gid: Number(gid), mode: Number(mode) & 0o7777, mtimeNs: String(mtimeNs), attributes };
  } catch (cause) {
    throw fileError(cause, folder);
  }
}

/**
 * Gives a folder exactly these: attributes that it has beside them go away.
 *
 * Shape   → what could not be set, one line each
 * Errors  E_STATE, E_PERMISSION when owner, mode or time can not be set.
 */
export function setFolderAttributes(folder: string, wanted: FolderAttributes): readonly string[] {
  try {
    chownSync(folder, wanted.uid, wanted.gid);
    chmodSync(folder, wanted.mode);
  } catch (cause) {
    throw fileError(cause, folder);
  }
  const refused = wanted.attributes === null ? [] : setAttributes(folder, wanted.attributes);
  setTime(folder, BigInt(wanted.mtimeNs));
  return refused;
}

/** Does something to the entries of a folder and gives it back the time it had. */
export function keepFolderTime<T>(folder: string, work: () => T): T {
  const { mtimeNs } = statSync(folder, { bigint: true });
  try {
    return work();
  } finally {
    setTime(folder, mtimeNs);
  }
}

/** Only what differs is set: some file systems have attributes that nobody may set, not even to what they are. */
function setAttributes(folder: string, wanted: readonly string[]): readonly string[] {
  const there = listAttributes(folder) ?? [];
  const names = new Set(wanted.map(nameOf));
  const surplus = there.map(nameOf).filter((name) => !names.has(name));
  const missing = wanted.filter((line) => !there.includes(line));
  const ends = surplus.map((name) => runTool('setfattr', [`--remove=${name}`, '--', '.'], folder));
  if (missing.length > 0) ends.push(runTool('setfattr', ['--restore=-'], folder, `# file: .\n${missing.join('\n')}\n`));
  return ends.flatMap(({ exitCode, stderr }) => (exitCode === 0 ? [] : [printable(stderr.trim())]));
}

/** Null when they can not be told. */
function listAttributes(folder: string): readonly string[] | null {
  const { exitCode, stdout } = runTool('getfattr', ['--dump', '--match=-', '--encoding=hex', '--', '.'], folder);
  return exitCode === 0 ? stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#')) : null;
}

function nameOf(line: string): string {
  return line.split('=', 1)[0] ?? '';
}

/** Source  Node sets times as floating-point seconds, which hold no nanoseconds; GNU touch does. */
function setTime(folder: string, mtimeNs: bigint): void {
  const { exitCode, stderr } = runTool(
    'touch',
    ['--no-create', '-m', `--date=@${formatSeconds(mtimeNs)}`, '.'],
    folder,
  );
  if (exitCode !== 0) throw new KopiDockaError('E_STATE', `the time of ${folder} could not be set: ${stderr.trim()}`);
}

function runTool(file: string, args: readonly string[], cwd: string, input = '') {
  const { exitCode, stdout, stderr } = execaSync(file, [...args], {
    cwd,
    input,
    reject: false,
    extendEnv: false,
    env: baseEnvironment(),
  });
  return { exitCode: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
}
