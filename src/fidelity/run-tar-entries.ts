import { Readable } from 'node:stream';
import { KopiDockaError } from '../errors.ts';
import { feedChild, startChild } from '../host/child.ts';
import { TAR_END } from '../host/format-tar-entry.ts';

/**
 * Has GNU tar make entries in a tree, or set the metadata of folders that are there.
 *
 * Shape   an archive without its end, as formatTarEntry gives it → what tar complained of, one line each
 * Errors  E_STATE when tar was killed, and what `blocks` throws.
 * Promise Exact times, also of symbolic links and folders, in one process; the caller has seen to it that no path goes through a link.
 * Source  GNU tar sets times with utimensat and those of folders last; measured with 1.34. Node's own calls round times.
 */
export async function runTarEntries(
  tree: string,
  blocks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<readonly string[]> {
  const how = ['--extract', '--file=-', '--numeric-owner', '--preserve-permissions', '--delay-directory-restore'];
  const tar = startChild('tar', [...how, '--warning=no-timestamp', `--directory=${tree}`]);
  tar.stdout.resume();
  try {
    const { exitCode, stderr, failure } = await feedChild(tar, Readable.from(inChunks(blocks)));
    if (exitCode === 0 && failure !== null) throw failure;
    return exitCode === 0 ? [] : complaintsOf(stderr);
  } catch (error) {
    if (!(error instanceof KopiDockaError) || error.code !== 'E_TOOL_MISSING') throw error;
    return [error.message];
  }
}

function complaintsOf(stderr: string): readonly string[] {
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.includes('previous errors'));
  return complaints.length > 0 ? complaints : ['tar failed without a word'];
}

const CHUNK = 256 * 1024;

/** Many small blocks in few writes, and the end of the archive. */
async function* inChunks(blocks: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const block of blocks) {
    parts.push(block);
    size += block.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  yield Buffer.concat([...parts, TAR_END]);
}
