/** What a restore keeps at the root of a volume that can not be renamed: data that comes in, data that was replaced, data that was undone. */
export type KeptInside = 'new' | 'old' | 'undone';

/** The name that a restore gives it. */
export function keptInsideName(what: KeptInside, restoreId: string): string {
  return `.kopi-docka-${what}-${restoreId}`;
}

/** The same things as patterns for a backup, which must not take them for data. */
export const KEPT_INSIDE_PATTERNS: readonly string[] = (['new', 'old', 'undone'] as const).map(
  (what) => `/.kopi-docka-${what}-*/`,
);

/** True for the name, at the root of a volume, of something that a restore keeps there. */
export function isKeptInside(name: string): boolean {
  return /^\.kopi-docka-(new|old|undone)-[0-9a-f]+(\.partial)?$/.test(name);
}
