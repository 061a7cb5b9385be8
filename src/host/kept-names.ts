import { KopiDockaError } from '../errors.ts';
import { startChild } from './child.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { printable } from './text.ts';

const NUL = 0;
const FOLDER = 0x64;

/**
 * Names everything in a tree that the rules keep, one folder before what is in it.
 *
 * Shape   bytes as `tar --null --files-from` reads them: `.`, then `./a`, each with a NUL behind it
 * Errors  E_SNAPSHOT when a part of the tree can not be listed; E_TOOL_MISSING without GNU find; E_STATE when it was cancelled.
 * Promise What lies in a folder that is left out is not looked at. Mounts inside are crossed, as kopia does.
 */
export async function* keptNames(
  root: string,
  ignores: IgnoreRules,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const find = startChild('find', [root, '-ignore_readdir_race', '-printf', '%y%P\\0'], { signal });
  find.stdin.end();
  let skipped: Buffer | null = null;
  for await (const records of recordsOf(find.stdout)) {
    const kept: Buffer[] = [];
    for (const record of records) {
      const path = record.subarray(1);
      if (skipped !== null && isBelow(path, skipped)) continue;
      const isFolder = record[0] === FOLDER;
      if (path.length > 0 && ignores(path.toString('utf8'), isFolder)) skipped = isFolder ? Buffer.from(path) : skipped;
      else kept.push(nameOf(path));
    }
    yield Buffer.concat(kept);
  }
  const { exitCode, stderr } = await find.ended;
  if (exitCode !== 0) throw notListed(root, stderr);
}

async function* recordsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const records: Buffer[] = [];
    let start = 0;
    for (let end = data.indexOf(NUL); end !== -1; end = data.indexOf(NUL, start)) {
      records.push(data.subarray(start, end));
      start = end + 1;
    }
    rest = data.subarray(start);
    yield records;
  }
}

function isBelow(path: Buffer, folder: Buffer): boolean {
  return path.length > folder.length && path[folder.length] === 0x2f && path.subarray(0, folder.length).equals(folder);
}

function nameOf(path: Buffer): Buffer {
  return path.length === 0 ? Buffer.from('.\0') : Buffer.concat([Buffer.from('./'), path, Buffer.from([NUL])]);
}

function notListed(root: string, stderr: string): KopiDockaError {
  if (stderr.includes('-printf')) return new KopiDockaError('E_TOOL_MISSING', 'GNU find was not found');
  return new KopiDockaError(
    'E_SNAPSHOT',
    `${root} could not be listed: ${printable(stderr.trim().split('\n')[0] ?? '')}`,
  );
}
