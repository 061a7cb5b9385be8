import type { Kopia } from '../kopia/types.ts';
import { missingVolumes, readLegacyRecipe } from './legacy-recipe.ts';
import { OUR_TOOL } from './tags.ts';
import type { Point } from './types.ts';

/**
 * Looks into the recipe of a point of the Python tool for volumes that the point should hold and does not.
 *
 * Shape   the same point, or one that is not complete and says which volumes are missing; points of ours as they are
 * Errors  E_REPO when the recipe cannot be read.
 */
export async function checkLegacyPoint(kopia: Kopia, point: Point): Promise<Point> {
  if (point.tool.startsWith(OUR_TOOL) || point.recipe === null) return point;
  const missing = missingVolumes(await readLegacyRecipe(kopia, point), point);
  if (missing.length === 0) return point;
  const problems = missing.map(
    (name) => `volume ${name}: missing, never saved or removed by the retention of that time`,
  );
  return { ...point, complete: false, problems: [...point.problems, ...problems] };
}
