import type { Inventory, Volume } from '../docker/types.ts';
import type { Warning } from '../events.ts';
import { badLabelWarning, chooseRule, chooseUnitRules, contradictionWarning, type RuleBook } from './choose-rules.ts';
import type { StopContext } from './choose-unstoppable.ts';
import type { PathFacts } from './classify-bind.ts';
import { groupBinds } from './group-binds.ts';
import { type Group, groupContainers } from './group-containers.ts';
import { groupMembers } from './group-members.ts';
import { groupVolumes, volumeLabels } from './group-volumes.ts';
import { listNetworks } from './list-networks.ts';
import { listOtherMounts } from './list-other-mounts.ts';
import { type OurLabels, parseLabels } from './parse-labels.ts';
import { parseProject } from './parse-project.ts';
import { indexVolumes, resolveMounts } from './resolve-mounts.ts';
import { shareBetween } from './share-between.ts';
import type { Discovery, Uncovered, Unit } from './types.ts';
import type { HostFacts, UnitDraft } from './unit-draft.ts';

/** What discovery knows of this host beside the engine. */
export interface Surroundings {
  /** Folder of a repository on this host; null when it is elsewhere. */
  readonly repositoryPath: string | null;
  /** Folders of kopi-docka itself. */
  readonly ownFolders: readonly string[];
  /** What is at the source of each bind mount, by the source as the engine names it. */
  readonly paths: ReadonlyMap<string, PathFacts>;
}

/**
 * Groups everything on the engine into units, with all that is saved and all that is not.
 *
 * Promise Sorted by name; the same input gives the same output. Each mount of each container is part of a unit, or of
 *         its `uncovered`. Our own helper containers are not seen.
 */
export function groupUnits(inventory: Inventory, book: RuleBook, surroundings: Surroundings): Discovery {
  const index = indexVolumes(inventory.volumes);
  const containers = inventory.containers.map((container) => resolveMounts(container, surroundings.paths, index));
  const groups = groupContainers({ ...inventory, containers });
  const volumes = new Map(inventory.volumes.map((volume) => [volume.name, volume]));
  const host = hostFacts(inventory, groups, book, surroundings);
  const stopContext: StopContext = {
    selfId: inventory.selfId,
    endpoint: inventory.engine.endpoint,
    repositoryPath: surroundings.repositoryPath,
    volumes,
  };
  const drafts = groups.map((group) => draftUnit(group, host));
  return {
    units: drafts.map(({ draft }) => buildUnit(draft, inventory, volumes, stopContext)),
    uncovered: inventory.warnings.map(unseen),
    unknownLabels: drafts.flatMap(({ draft }) => unknownLabels(draft, volumes)),
    warnings: drafts.flatMap(({ draft, warnings }) => [...warnings, ...badLabels(draft, volumes)]),
  };
}

function hostFacts(
  inventory: Inventory,
  groups: readonly Group[],
  book: RuleBook,
  { repositoryPath, ownFolders, paths }: Surroundings,
): HostFacts {
  const facts = new Map<string, PathFacts & { readonly names: readonly string[] }>();
  for (const [name, path] of paths)
    facts.set(path.real, { ...path, names: [...(facts.get(path.real)?.names ?? [path.real]), name] });
  return {
    book,
    binds: {
      engineIsLocal: inventory.engine.local,
      dockerRoot: inventory.engine.rootDir,
      ownFolders: repositoryPath === null ? ownFolders : [...ownFolders, repositoryPath],
    },
    facts,
    sharing: shareBetween(groups),
  };
}

function draftUnit(
  group: Group,
  host: HostFacts,
): { readonly draft: UnitDraft; readonly warnings: readonly Warning[] } {
  const rule = chooseRule(host.book, group.kind, group.base, group.name);
  const labels = new Map(group.containers.map((container) => [container.id, parseLabels(container.labels)]));
  const { rules, contradictions } = chooseUnitRules(host.book, rule, [...labels.values()]);
  return {
    draft: { group, rule, rules, labels, host },
    warnings: contradictions.map((label) => contradictionWarning(group.name, label)),
  };
}

function buildUnit(
  draft: UnitDraft,
  inventory: Inventory,
  known: ReadonlyMap<string, Volume>,
  stopContext: StopContext,
): Unit {
  const { group, rules } = draft;
  const { volumes, uncovered: volumesLeft } = groupVolumes(draft, known);
  const { binds, uncovered: bindsLeft } = groupBinds(draft);
  return {
    name: group.name,
    kind: group.kind,
    members: groupMembers(draft, stopContext),
    volumes,
    binds,
    networks: listNetworks(group, inventory.networks),
    project: group.kind === 'compose' ? parseProject(group.base, group.containers) : null,
    rules,
    uncovered: [...volumesLeft, ...bindsLeft, ...listOtherMounts(draft)],
  };
}

/** A driver that does not answer may have volumes that nobody sees. */
function unseen(warning: string): Uncovered {
  return { kind: 'volume', name: '(not listed by Docker)', reason: warning, waived: false };
}

function labelled(
  draft: UnitDraft,
  volumes: ReadonlyMap<string, Volume>,
): readonly { readonly on: string; readonly labels: OurLabels }[] {
  const onContainers = draft.group.containers.flatMap((container) => {
    const labels = draft.labels.get(container.id);
    return labels === undefined ? [] : [{ on: container.name, labels }];
  });
  return [...onContainers, ...volumeLabels(draft, volumes)];
}

function unknownLabels(draft: UnitDraft, volumes: ReadonlyMap<string, Volume>): Discovery['unknownLabels'] {
  return labelled(draft, volumes).flatMap(({ on, labels }) => labels.unknown.map((label) => ({ on, label })));
}

function badLabels(draft: UnitDraft, volumes: ReadonlyMap<string, Volume>): readonly Warning[] {
  return labelled(draft, volumes).flatMap(({ on, labels }) => labels.bad.map((label) => badLabelWarning(on, label)));
}
