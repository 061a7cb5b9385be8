import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freshFolder, removeFolder } from '../test/lab/folders.ts';
import { tools } from '../test/lab/tools.ts';

/** A repository of its own for kopia without kopi-docka. */
export interface BareKopia {
  snapshot(folder: string): Promise<void>;
  dispose(): void;
}

/** Makes a filesystem repository with kopia's own defaults and zstd, as the product has it. */
export async function bareKopia(): Promise<BareKopia> {
  const folder = freshFolder('bare-kopia');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    KOPIA_PASSWORD: 'only for the benchmark',
    KOPIA_CHECK_FOR_UPDATES: 'false',
  };
  const common = ['--config-file', join(folder, 'config'), '--log-dir', join(folder, 'logs'), '--no-auto-maintenance'];
  const kopia = async (...args: readonly string[]) => {
    await promisify(execFile)(tools().kopia, [...args, ...common], { env, maxBuffer: 1 << 26 });
  };
  const places = ['--path', join(folder, 'repository'), '--cache-directory', join(folder, 'cache')];
  await kopia('repository', 'create', 'filesystem', ...places);
  await kopia('policy', 'set', '--global', '--compression=zstd');
  return { snapshot: (source) => kopia('snapshot', 'create', source), dispose: () => removeFolder(folder) };
}
