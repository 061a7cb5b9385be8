import type { Discovery, Uncovered } from './types.ts';

/** Something that nothing saves, and the unit it belongs to; null when it belongs to none. */
export type UncoveredOf = Uncovered & { readonly unit: string | null };

/** Everything that no run saves, of all units and of none. */
export function listUncovered(discovery: Discovery): readonly UncoveredOf[] {
  const ofUnits = discovery.units.flatMap((unit) => unit.uncovered.map((item) => ({ ...item, unit: unit.name })));
  return [...discovery.uncovered.map((item) => ({ ...item, unit: null })), ...ofUnits];
}

/** What no run saves and nobody waived. */
export function listGaps(discovery: Discovery): readonly UncoveredOf[] {
  return listUncovered(discovery).filter((item) => !item.waived);
}
