import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { makeFile, sha256 } from '../host/new-file.ts';
import { printable } from '../host/text.ts';
import { removeMadeFile } from '../journal/remove-made-file.ts';
import type { MadeFile } from '../journal/types.ts';
import type { Kopia } from '../kopia/types.ts';
import { freshFolderOf } from './fresh-folder.ts';
import { notWritten } from './plan-files.ts';
import { notMade } from './plan-networks.ts';
import type { RestoreContext } from './tools.ts';
import type { PlannedFile, RestorePlan } from './types.ts';

/** Networks and project files that a restore has made, and why others are missing. */
export interface MadeParts {
  readonly networks: string[];
  readonly files: (PlannedFile & { readonly bytes: number })[];
  readonly warnings: Warning[];
}

/**
 * Makes the networks of a unit and writes its project files, as planned.
 *
 * Shape   what is made is added to `made` at once, so that it is known also when a later one fails
 * Errors  The signal's reason, and E_STATE, E_NO_SPACE when the journal can not be written.
 * Promise Each is journaled before it is made. One that can not be made is a warning: the data is worth more.
 */
export async function makeParts(
  { networks, files }: Pick<RestorePlan, 'networks' | 'files'>,
  kopia: Kopia,
  context: Pick<RestoreContext, 'engine' | 'journal' | 'signal' | 'restoreId'>,
  made: MadeParts,
): Promise<void> {
  const { engine, journal, signal } = context;
  for (const network of networks) {
    signal.throwIfAborted();
    journal.write({ t: 'network-created', name: network.name });
    try {
      await engine.createNetwork(network);
      made.networks.push(network.name);
    } catch (cause) {
      const { message, hint } = asKopiDockaError(cause);
      made.warnings.push(notMade(network.name, message, hint));
    }
  }
  for (const file of files) {
    signal.throwIfAborted();
    try {
      made.files.push({ ...file, bytes: await writeFile(file, kopia, context) });
    } catch (cause) {
      const { message, hint } = asKopiDockaError(cause);
      made.warnings.push(notWritten(file.path, message, hint));
    }
  }
}

/**
 * Removes again what `makeParts` has made.
 *
 * Shape   → what was kept, because a container uses it or somebody changed it, one warning each
 * Promise Never rejects.
 */
export async function removeParts(
  { networks, files }: { readonly networks: readonly string[]; readonly files: readonly MadeFile[] },
  { engine }: Pick<RestoreContext, 'engine'>,
): Promise<readonly Warning[]> {
  const kept: Warning[] = [];
  for (const name of networks) {
    await engine.removeNetwork(name).catch((cause: unknown) => {
      kept.push({
        code: 'W_NETWORK_KEPT',
        message: `network ${name}, which the restore had made, is kept: ${asKopiDockaError(cause).message}`,
        hint: `Run docker network rm ${name} when nothing uses it.`,
      });
    });
  }
  for (const file of files) {
    const why = whyKept(file);
    if (why !== null)
      kept.push({
        code: 'W_FILE_KEPT',
        message: printable(`${file.path}, which the restore had made, is kept: ${why}`),
        hint: 'Remove it yourself when it is not wanted.',
      });
  }
  return kept;
}

async function writeFile(
  file: PlannedFile,
  kopia: Kopia,
  { journal, restoreId }: Pick<RestoreContext, 'journal' | 'restoreId'>,
): Promise<number> {
  const { path, folder, mode, owner } = file;
  const temporary = freshFolderOf(path, restoreId);
  const content = await kopia.show(file.object);
  if (sha256(content) !== file.sha256) throw new KopiDockaError('E_RESTORE', 'what came back is not what was stored');
  journal.write({ t: 'scratch', path: temporary });
  journal.write({ t: 'file-created', file: { path, sha256: file.sha256, folder } });
  makeFile({ path, temporary, content, mode, owner });
  journal.write({ t: 'scratch-removed', path: temporary });
  return content.length;
}

function whyKept(file: MadeFile): string | null {
  try {
    return removeMadeFile(file) ? null : 'somebody has changed it';
  } catch (cause) {
    return asKopiDockaError(cause).message;
  }
}
