import { createHash } from 'node:crypto';

/** Where the Python tool staged recipes, and so the path under which every recipe's history lies. */
export const RECIPE_SOURCE_FOLDER = '/var/cache/kopi-docka/staging/recipes';

/**
 * Turns a unit's name, which comes from a label that anyone may have written, into one folder name.
 *
 * Promise Different names give different folders; plain names stay as they are.
 */
export function folderName(unit: string): string {
  const escaped = encodeURIComponent(unit).replace(/\*/g, '%2A');
  if (/^\.+$/.test(escaped)) return escaped.replaceAll('.', '%2E');
  return escaped.length <= 200
    ? escaped
    : `${escaped.slice(0, 150)}-${createHash('sha256').update(unit).digest('hex').slice(0, 32)}`;
}
