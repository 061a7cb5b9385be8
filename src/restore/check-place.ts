import { basename } from 'node:path';
import type { Site } from './survey-sites.ts';

const LONGEST_NAME = 200;

/** Why a rename can not bring new data in at a place; null when it can. `type` null takes whatever is there. */
export function whyNotReplaceable(site: Site, type: 'directory' | 'file' | null): string | null {
  const { path, folder, found } = site;
  if (site.readOnly) return `the file system of ${folder} is mounted read-only`;
  if (site.mountPoint) return `${path} is a mount point and can not be replaced`;
  const [below] = site.mountsBelow;
  if (below !== undefined) return `${below} is mounted inside of it`;
  if (found !== 'nothing' && type !== null && found !== type) return `${path} is not a ${type} as it was in the backup`;
  if (Buffer.byteLength(basename(path)) > LONGEST_NAME)
    return `the name of ${path} is too long to keep the old data beside the new`;
  return null;
}
