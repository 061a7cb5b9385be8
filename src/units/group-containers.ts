import { isHelper } from '../docker/is-helper.ts';
import type { Container, Inventory, Volume } from '../docker/types.ts';
import { projectName } from './parse-project.ts';
import type { UnitKind } from './types.ts';

/** A unit before its data is looked at. `volumes` are those that belong to it whether a container uses them or not. */
export interface Group {
  readonly kind: UnitKind;
  /** Its name among units of its kind. */
  readonly base: string;
  /** Its name on the host. */
  readonly name: string;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

/**
 * Groups everything on the engine: Compose projects, containers that belong to none, volumes that nothing else owns or uses.
 *
 * Promise Sorted by name; names are unique.
 */
export function groupContainers(inventory: Inventory): readonly Group[] {
  const containers = inventory.containers.filter((container) => !isHelper(container));
  const used = new Set(containers.flatMap((container) => container.mounts.flatMap((mount) => mount.name ?? [])));
  const projects = new Map<string, { containers: Container[]; volumes: Volume[] }>();
  const projectOf = (labels: Readonly<Record<string, string>>) => {
    const name = projectName(labels);
    if (name === null) return null;
    const project = projects.get(name) ?? { containers: [], volumes: [] };
    projects.set(name, project);
    return project;
  };
  const groups: Omit<Group, 'name'>[] = [];
  for (const container of [...containers].sort(byName)) {
    const project = projectOf(container.labels);
    if (project !== null) project.containers.push(container);
    else groups.push({ kind: 'container', base: container.name, containers: [container], volumes: [] });
  }
  for (const volume of [...inventory.volumes].sort(byName)) {
    const project = projectOf(volume.labels);
    if (project !== null) project.volumes.push(volume);
    else if (!used.has(volume.name))
      groups.push({ kind: 'volume', base: volume.name, containers: [], volumes: [volume] });
  }
  for (const [base, members] of projects) groups.push({ kind: 'compose', base, ...members });
  return nameGroups(groups).sort(byName);
}

/** Where two kinds share a name, the project keeps it. */
function nameGroups(groups: readonly Omit<Group, 'name'>[]): Group[] {
  const count = new Map<string, number>();
  for (const { base } of groups) count.set(base, (count.get(base) ?? 0) + 1);
  return groups.map((group) => {
    const shared = group.kind !== 'compose' && (count.get(group.base) ?? 0) > 1;
    return { ...group, name: shared ? `${group.kind}:${group.base}` : group.base };
  });
}

/** By code points: the same on each host, whatever its language. */
export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
