import { readFileSync } from 'node:fs';

/** One line of mountinfo. `root` is the path inside the filesystem that is mounted at `at`. */
export interface MountPoint {
  readonly id: number;
  readonly root: string;
  readonly at: string;
  readonly type: string;
  readonly device: string;
  readonly readOnly: boolean;
}

/** All mounts that a process sees, ours by default. Source: proc(5), /proc/PID/mountinfo; space, tab, newline and backslash are octal there. */
export function readMounts(pid: number | 'self' = 'self'): readonly MountPoint[] {
  return parseMounts(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'));
}

/** Parses the text of mountinfo. */
export function parseMounts(text: string): readonly MountPoint[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [left = '', right = ''] = line.split(' - ', 2);
      const fields = left.split(' ');
      const [type = '', device = ''] = right.split(' ');
      return {
        id: Number(fields[0]),
        root: unescapeOctal(fields[3] ?? ''),
        at: unescapeOctal(fields[4] ?? ''),
        type,
        device: unescapeOctal(device),
        readOnly: (fields[5] ?? '').split(',').includes('ro'),
      };
    });
}

/** The mount exactly at `path`, the topmost one when several are stacked; null when `path` is no mount point. */
export function mountAt(mounts: readonly MountPoint[], path: string): MountPoint | null {
  return mounts.findLast((mount) => mount.at === path) ?? null;
}

/** The mount that `path` lies in. */
export function mountOf(mounts: readonly MountPoint[], path: string): MountPoint | null {
  let best: MountPoint | null = null;
  for (const mount of mounts) if (isWithin(path, mount.at) && mount.at.length >= (best?.at.length ?? 0)) best = mount;
  return best;
}

/** Mounts strictly below `path`. */
export function mountsBelow(mounts: readonly MountPoint[], path: string): readonly MountPoint[] {
  return mounts.filter((mount) => mount.at !== path && isWithin(mount.at, path));
}

/** True when `path` is `folder` or lies below it; both absolute and normalised. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
