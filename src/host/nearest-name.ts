/**
 * The name that comes nearest to a mistyped one; null when none is near.
 *
 * Promise At most one letter in three differs, never more than four.
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  let nearest: string | null = null;
  let least = Math.min(4, Math.max(1, Math.floor(typed.length / 3)));
  for (const name of names) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < least || (distance === least && nearest === null)) {
      nearest = name;
      least = distance;
    }
  }
  return nearest;
}

/** How many letters have to be added, removed or changed (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const change = (row[j] ?? 0) + (one[i] === other[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
