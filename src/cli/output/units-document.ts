import type { Discovery, Unit } from '../../units/types.ts';

/** Bytes of a volume by its mountpoint; null when unknown. */
export type Sizes = ReadonlyMap<string, number | null>;

/** The document of `units --json` (docs/contract.md §4). */
export function unitsDocument(discovery: Discovery, sizes: Sizes): object {
  return {
    schema: 'kopi-docka/units/1',
    units: discovery.units.map((unit) => unitDocument(unit, sizes)),
    uncovered: discovery.uncovered,
    unknownLabels: discovery.unknownLabels,
    warnings: discovery.warnings,
  };
}

function unitDocument({ name, kind, members, volumes, binds, networks, rules, uncovered }: Unit, sizes: Sizes): object {
  return {
    name,
    kind,
    enabled: rules.enabled,
    members: members.map((member) => ({
      name: member.name,
      service: member.service,
      state: member.container.state,
      unstoppable: member.unstoppable,
    })),
    volumes: volumes.map(({ volume, readable, anonymous, sharedWith }) => ({
      name: volume.name,
      driver: volume.driver,
      mountpoint: volume.mountpoint,
      readable,
      bytes: sizes.get(volume.mountpoint) ?? null,
      anonymous,
      sharedWith,
    })),
    binds,
    networks,
    uncovered,
  };
}
