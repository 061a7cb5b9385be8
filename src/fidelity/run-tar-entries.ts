import { feedChild, startChild } from '../host/child.ts';
import { TAR_END } from '../host/format-tar-entry.ts';

/**
 * Has GNU tar make entries in a tree, or set the metadata of folders that are there.
 *
 * Shape   header blocks, and content, as formatTarEntry gives them → what tar complained of, one line each
 * Errors  E_TOOL_MISSING without tar, E_STATE when it was killed.
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
  const { exitCode, stderr, all } = await feedChild(tar, withEnd(blocks));
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.includes('previous errors'));
  if (exitCode === 0) return all ? [] : ['tar did not read everything'];
  return complaints.length > 0 ? complaints : [`tar ended with ${exitCode}`];
}

async function* withEnd(blocks: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* blocks;
  yield TAR_END;
}
