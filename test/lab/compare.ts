import { type Entry, scanTree, type Tree } from './scan.ts';

/** What a comparison may leave out. `folderTimes` are the times of folders, `symlinkTimes` those of symlinks. */
export type Ignored = keyof Entry | 'folderTimes' | 'symlinkTimes' | 'rootEntry';

/**
 * Compares two trees entry by entry and names every difference; no difference is an empty list.
 *
 * Shape   two folders, or scans of them taken before → one line a difference, in the order of the paths
 * Promise Shares no code with the product.
 */
export function compareTrees(
  expected: string | Tree,
  actual: string | Tree,
  options: { readonly ignore?: readonly Ignored[] } = {},
): readonly string[] {
  const left = typeof expected === 'string' ? scanTree(expected) : expected;
  const right = typeof actual === 'string' ? scanTree(actual) : actual;
  const ignored = new Set<Ignored>(options.ignore ?? []);
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort();
  return paths.flatMap((path) => compareEntry(path, left.get(path), right.get(path), ignored));
}

function compareEntry(path: string, left: Entry | undefined, right: Entry | undefined, ignored: ReadonlySet<Ignored>) {
  if (path === '.' && ignored.has('rootEntry')) return [];
  if (!left) return [`${shown(path)}: extra ${right?.type}`];
  if (!right) return [`${shown(path)}: missing ${left.type}`];
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])] as (keyof Entry)[];
  return fields
    .filter((field) => left[field] !== right[field] && !isIgnored(field, left, ignored))
    .map((field) => `${shown(path)}: ${field} ${shown(left[field])} became ${shown(right[field])}`);
}

function isIgnored(field: keyof Entry, entry: Entry, ignored: ReadonlySet<Ignored>): boolean {
  if (ignored.has(field)) return true;
  if (field !== 'mtimeNs') return false;
  return (
    (entry.type === 'folder' && ignored.has('folderTimes')) || (entry.type === 'symlink' && ignored.has('symlinkTimes'))
  );
}

/** Bytes as readable text; long ones cut in the middle. */
function shown(text: string | undefined): string {
  if (text === undefined) return 'nothing';
  const readable = JSON.stringify(Buffer.from(text, 'latin1').toString()).slice(1, -1);
  return readable.length <= 120 ? readable : `${readable.slice(0, 60)}…${readable.slice(-40)}`;
}
