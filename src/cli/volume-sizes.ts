import pLimit from 'p-limit';
import { run } from '../host/run.ts';

const DEADLINE_MS = 10_000;
const AT_ONCE = 4;

/**
 * Measures folders: how many bytes their files hold.
 *
 * Shape   paths → bytes by path; null where a folder can not be read whole or takes longer than ten seconds
 * Source  du(1) of GNU coreutils: --apparent-size counts bytes of content, not blocks.
 */
export async function measureFolders(paths: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
  const limit = pLimit(AT_ONCE);
  const measured = paths.map((path) => limit(async () => [path, await measure(path)] as const));
  return new Map(await Promise.all(measured));
}

async function measure(path: string): Promise<number | null> {
  try {
    const args = ['--summarize', '--apparent-size', '--block-size=1', '--', path];
    const { exitCode, stdout } = await run('du', args, { timeoutMs: DEADLINE_MS });
    const bytes = Number.parseInt(stdout, 10);
    return exitCode === 0 && Number.isSafeInteger(bytes) ? bytes : null;
  } catch {
    return null;
  }
}
