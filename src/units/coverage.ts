import type { Uncovered } from './types.ts';

/** Something that nothing saves, and the unit it belongs to; null when it belongs to none. */
export type UncoveredOf = Uncovered & { readonly unit: string | null };

/** What has gaps: a discovery, or a plan made of it. */
interface Gappy {
  readonly units: readonly { readonly name: string; readonly uncovered: readonly Uncovered[] }[];
  readonly uncovered: readonly Uncovered[];
}

/** Everything that no run saves, of all units and of none. */
export function listUncovered(discovery: Gappy): readonly UncoveredOf[] {
  const ofUnits = discovery.units.flatMap((unit) => unit.uncovered.map((item) => ({ ...item, unit: unit.name })));
  return [...discovery.uncovered.map((item) => ({ ...item, unit: null })), ...ofUnits];
}

/** What no run saves and nobody waived. */
export function listGaps(discovery: Gappy): readonly UncoveredOf[] {
  return listUncovered(discovery).filter((item) => !item.waived);
}
