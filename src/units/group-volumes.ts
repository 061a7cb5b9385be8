import type { Volume } from '../docker/types.ts';
import { chooseReadable } from './choose-readable.ts';
import { byName } from './group-containers.ts';
import { bestMatch } from './match-pattern.ts';
import { type OurLabels, parseLabels } from './parse-labels.ts';
import { volumeKey } from './parse-project.ts';
import type { Uncovered, UnitVolume } from './types.ts';
import { isSwitchedOff, type UnitDraft } from './unit-draft.ts';

const ANONYMOUS = /^[0-9a-f]{64}$/;

/**
 * Collects the volumes of a unit: those that its containers mount, and those that belong to its project.
 *
 * Shape   `uncovered` holds those that nothing saves, each with the reason
 * Promise Each volume is either in `volumes` or in `uncovered`.
 */
export function groupVolumes(
  draft: UnitDraft,
  known: ReadonlyMap<string, Volume>,
): { readonly volumes: readonly UnitVolume[]; readonly uncovered: readonly Uncovered[] } {
  const volumes: UnitVolume[] = [];
  const uncovered: Uncovered[] = [];
  for (const name of volumeNames(draft)) {
    const volume = known.get(name);
    if (volume === undefined) {
      const waived = isWaived(draft, name);
      uncovered.push({ kind: 'volume', name, reason: 'Docker does not say where it is', waived });
      continue;
    }
    const labels = parseLabels(volume.labels);
    const off = reasonOff(draft, volume, labels);
    if (off !== null) uncovered.push({ kind: 'volume', name, reason: off, waived: true });
    else volumes.push(unitVolume(draft, volume, labels));
  }
  return { volumes, uncovered };
}

function volumeNames({ group }: UnitDraft): readonly string[] {
  const mounted = group.containers.flatMap((container) => container.mounts.flatMap((mount) => mount.name ?? []));
  return [...new Set([...mounted, ...group.volumes.map((volume) => volume.name)])].sort();
}

function unitVolume(draft: UnitDraft, volume: Volume, labels: OurLabels): UnitVolume {
  const rule = volumeRule(draft, volume);
  return {
    volume,
    readable: chooseReadable(volume, draft.host.binds.engineIsLocal),
    anonymous: ANONYMOUS.test(volume.name) && volumeKey(volume.labels) === null,
    sharedWith: draft.host.sharing.ofVolume(volume.name, draft.group.name),
    exclude: [...new Set([...(rule?.exclude ?? []), ...labels.exclude])],
    format: rule?.format ?? labels.format ?? draft.rules.format,
  };
}

/** True when the unit, or this volume by name, is switched off in the config. */
export function isWaived(draft: UnitDraft, name: string): boolean {
  return !draft.rules.enabled || bestMatch(Object.entries(draft.rule?.volumes ?? {}), [name])?.enable === false;
}

/** Rules name a volume as Docker does, or by its key in the Compose file. */
function volumeRule(draft: UnitDraft, volume: Volume) {
  const names = [volume.name, volumeKey(volume.labels)].filter((name) => name !== null);
  return bestMatch(Object.entries(draft.rule?.volumes ?? {}), names);
}

function reasonOff(draft: UnitDraft, volume: Volume, labels: OurLabels): string | null {
  if (!draft.rules.enabled) return 'its unit is switched off';
  const enable = volumeRule(draft, volume)?.enable ?? labels.enable;
  if (enable === true) return null;
  if (enable === false) return 'switched off by a rule or label';
  const users = draft.group.containers.filter((container) =>
    container.mounts.some((mount) => mount.name === volume.name),
  );
  const allOff = users.length > 0 && users.every((container) => isSwitchedOff(draft, container.id));
  return allOff ? 'only containers that are switched off use it' : null;
}

/** Labels of ours on the volumes that a unit owns or mounts. */
export function volumeLabels(
  draft: UnitDraft,
  known: ReadonlyMap<string, Volume>,
): readonly { readonly on: string; readonly labels: OurLabels }[] {
  return volumeNames(draft)
    .flatMap((name) => known.get(name) ?? [])
    .sort(byName)
    .map((volume) => ({ on: volume.name, labels: parseLabels(volume.labels) }));
}
