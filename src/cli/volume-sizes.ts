import { run } from '../host/run.ts';

const DEADLINE_MS = 30_000;

/** What fits well into one command line. */
const PATHS_AT_ONCE = 50;

/**
 * Measures folders: how many bytes their files hold.
 *
 * Shape   paths → bytes by path; null where a folder can not be read, or where measuring takes longer than half a minute
 * Source  du(1) of GNU coreutils: --apparent-size counts bytes of content, not blocks; it counts what two folders share once.
 */
export async function measureFolders(paths: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  const sizes = new Map<string, number | null>(paths.map((path) => [path, null]));
  for (let start = 0; start < paths.length; start += PATHS_AT_ONCE) {
    for (const [path, bytes] of await measure(paths.slice(start, start + PATHS_AT_ONCE))) sizes.set(path, bytes);
  }
  return sizes;
}

async function measure(paths: readonly string[]): Promise<readonly (readonly [string, number])[]> {
  const args = ['--summarize', '--null', '--apparent-size', '--block-size=1', '--', ...paths];
  const measured = await run('du', args, { timeoutMs: DEADLINE_MS }).catch(() => null);
  const lines = measured?.stdout.split('\0').filter((line) => line !== '') ?? [];
  return lines.map((line) => {
    const tab = line.indexOf('\t');
    return [line.slice(tab + 1), Number(line.slice(0, tab))] as const;
  });
}
