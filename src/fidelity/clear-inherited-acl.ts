import { KopiDockaError } from '../errors.ts';
import { run } from '../host/run.ts';

/**
 * Takes away the default ACL that a new folder got from the one above it, so that nothing restored into it gets one too.
 *
 * Promise A folder without one, a file system without ACLs, and a host without `setfattr` are all the same to it.
 */
export async function clearInheritedAcl(folder: string): Promise<void> {
  try {
    await run('setfattr', ['--no-dereference', '--remove=system.posix_acl_default', '--', folder]);
  } catch (error) {
    if (!(error instanceof KopiDockaError) || error.code !== 'E_TOOL_MISSING') throw error;
  }
}
