import type { Kopia } from '../kopia/types.ts';
import { type LegacyRecipe, missingVolumes, readLegacyRecipe } from './legacy-recipe.ts';
import { OUR_TOOL } from './tags.ts';
import type { Point } from './types.ts';

/**
 * Looks into the recipe of a point of the Python tool for volumes that the point should hold and does not.
 *
 * Shape   the same point, or one that is not complete and says which volumes are missing; points of ours as they are
 * Errors  E_REPO when the recipe cannot be read.
 */
export async function checkLegacyPoint(kopia: Kopia, point: Point): Promise<Point> {
  return isLegacy(point) ? judgeLegacyPoint(point, await readLegacyRecipe(kopia, point)) : point;
}

/** The same for a point whose recipe was read already. */
export function judgeLegacyPoint(point: Point, recipe: Pick<LegacyRecipe, 'inspects'>): Point {
  const missing = isLegacy(point) ? missingVolumes(recipe, point) : [];
  if (missing.length === 0) return point;
  const problems = missing.map(
    (name) => `volume ${name}: missing, never saved or removed by the retention of that time`,
  );
  return { ...point, complete: false, problems: [...point.problems, ...problems] };
}

function isLegacy({ tool, recipe }: Point): boolean {
  return !tool.startsWith(OUR_TOOL) && recipe !== null;
}
