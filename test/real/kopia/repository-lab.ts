import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findKopia } from '../../../src/kopia/find-binary.ts';
import { type OpenKopiaOptions, openKopia } from '../../../src/kopia/open-kopia.ts';
import type { Kopia, Snapshot, SnapshotRequest, Source } from '../../../src/kopia/types.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { tools } from '../../lab/tools.ts';

export const CLIENT = { user: 'tester', host: 'lab' } as const;
export const PASSWORD = 'a password of the lab';

/** A folder of its own for one test, with a repository in it. */
export interface RepositoryLab {
  readonly folder: string;
  readonly repository: string;
  readonly kopia: Kopia;
  /** Another kopia on the same repository, with some options changed. */
  open(options?: Partial<OpenKopiaOptions>): Kopia;
  /** Writes files below `folder/source` and gives the request that snapshots them. */
  source(files: Readonly<Record<string, string>>): SnapshotRequest;
}

/** Makes a folder with a fresh repository; both are gone when the test is. */
export async function repositoryLab(options: Partial<OpenKopiaOptions> = {}): Promise<RepositoryLab> {
  const lab = await bareLab(options);
  await lab.kopia.create();
  return lab;
}

/** The same with an empty folder where the repository would be. */
export async function bareLab(options: Partial<OpenKopiaOptions> = {}): Promise<RepositoryLab> {
  const folder = freshFolder('kopia');
  onTestFinished(() => removeFolder(folder));
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  const binary = await findKopia({ KOPI_DOCKA_KOPIA: tools().kopia });
  const open = (changes: Partial<OpenKopiaOptions> = {}): Kopia =>
    openKopia({
      binary,
      connection: {
        storage: { type: 'filesystem', config: { path: repository } },
        cache: { directory: join(folder, 'cache'), contentMb: 100, metadataMb: 100 },
        ...CLIENT,
      },
      password: PASSWORD,
      passwordIsGenerated: true,
      cacheDir: join(folder, 'cache'),
      runDir: join(folder, 'run'),
      ...options,
      ...changes,
    });
  const source = (files: Readonly<Record<string, string>>): SnapshotRequest => {
    const path = join(folder, 'source');
    mkdirSync(path, { recursive: true });
    writeFiles(path, files);
    return { source: { ...CLIENT, path }, path, tags: { unit: 'shop' } };
  };
  return { folder, repository, kopia: open(), open, source };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Takes a snapshot to its end. */
export async function take(kopia: Kopia, request: SnapshotRequest): Promise<Snapshot> {
  return (await kopia.snapshot(request).saved).snapshot;
}

/** The target of a source's policy. */
export function target(source: Source): string {
  return `${source.user}@${source.host}:${source.path}`;
}

/** A small memory file system at a path. */
export function mountMemory(at: string, megabytes: number): void {
  mkdirSync(at, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', at]);
}

/** A program that runs kopia without root's right to read everything. */
export function kopiaWithoutPrivilege(folder: string): string {
  const path = join(folder, 'kopia-without-privilege');
  const caps = '-dac_override,-dac_read_search';
  writeFileSync(path, `#!/bin/sh\nexec setpriv --bounding-set=${caps} --inh-caps=${caps} '${tools().kopia}' "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}
