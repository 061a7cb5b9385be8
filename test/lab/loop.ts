import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder, removeFolder } from './folders.ts';

/** A real filesystem of its own in an image file; `device` is the loop device, `at` where it is mounted. */
export interface LoopFilesystem {
  readonly at: string;
  readonly device: string;
  readonly image: string;
  /** Mounts it again with other options, such as `ro`. */
  remount(options: string): void;
  dispose(): void;
}

/** What makes each kind of filesystem, and the least size in MiB that it takes. */
const kinds = {
  ext4: { command: ['mkfs.ext4', '-q', '-F', '-m', '0'], leastMb: 1 },
  btrfs: { command: ['mkfs.btrfs', '-q', '-f'], leastMb: 110 },
  xfs: { command: ['mkfs.xfs', '-q', '-f'], leastMb: 300 },
} as const;

/**
 * Makes a filesystem of a given size and mounts it: for full disks, read-only disks, filesystem snapshots.
 *
 * Units   `sizeMb` in MiB
 * Errors  Throws when the size is less than that kind of filesystem takes, or mounting is not possible here.
 */
export function makeFilesystem(
  kind: keyof typeof kinds,
  sizeMb: number,
  options: { readonly mkfs?: readonly string[]; readonly mount?: string } = {},
): LoopFilesystem {
  const { command, leastMb } = kinds[kind];
  if (sizeMb < leastMb) throw new Error(`${kind} takes at least ${leastMb} MiB`);
  const [program, ...args] = command;
  const folder = freshFolder('loop');
  const image = join(folder, 'image');
  const at = join(folder, 'mounted');
  writeFileSync(image, '');
  truncateSync(image, sizeMb * 1024 * 1024);
  mkdirSync(at);
  execFileSync(program, [...args, ...(options.mkfs ?? []), image]);
  const device = execFileSync('losetup', ['-f', '--show', image], { encoding: 'utf8' }).trim();
  const filesystem: LoopFilesystem = {
    at,
    device,
    image,
    remount: (how) => execFileSync('mount', ['-o', `remount,${how}`, at]),
    dispose() {
      execFileSync('umount', ['-l', at]);
      execFileSync('losetup', ['-d', device]);
      removeFolder(folder);
    },
  };
  try {
    execFileSync('mount', ['-t', kind, ...(options.mount ? ['-o', options.mount] : []), device, at]);
    return filesystem;
  } catch (error) {
    execFileSync('losetup', ['-d', device]);
    removeFolder(folder);
    throw error;
  }
}
