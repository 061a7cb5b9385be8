import type { Container, Volume } from '../docker/types.ts';
import type { Warning } from '../events.ts';

export type UnitKind = 'compose' | 'container' | 'volume';

/** Why a container can not be stopped and started again by us; null when it can. */
export type Unstoppable =
  | 'auto-remove'
  | 'one-off'
  | 'swarm-task'
  | 'ourselves'
  | 'holds-repository'
  | 'serves-docker'
  | null;

/**
 * A container of a unit. `dependsOn` names services of the same project, as Compose's label says.
 *
 * Shape   sources in `container.mounts` are resolved host paths, and a bind of a volume's folder is a mount of that
 *         volume; `container.raw` holds them as the engine gave them
 * Units   `stopTimeout` in seconds, from config and labels; null leaves the grace to the container itself
 */
export interface Member {
  readonly container: Container;
  readonly name: string;
  readonly service: string | null;
  readonly dependsOn: readonly { readonly service: string; readonly condition: string }[];
  readonly unstoppable: Unstoppable;
  /** False when its label switches it off and no rule of the config says otherwise. */
  readonly enabled: boolean;
  readonly stopTimeout: number | null;
  /** Commands to run inside the container around a backup, from its labels; null when there is none. */
  readonly hooks: { readonly before: string | null; readonly after: string | null };
}

/** A container and the name of its unit. */
export interface UnitMember {
  readonly unit: string;
  readonly member: Member;
}

/** How the bytes of a volume can be reached: at its mountpoint, at its mountpoint while a keeper holds it, or by a stream. */
export type Readability = 'direct' | 'keeper' | 'stream';

export interface UnitVolume {
  readonly volume: Volume;
  readonly readable: Readability;
  readonly anonymous: boolean;
  /** Other units whose containers mount it too. */
  readonly sharedWith: readonly string[];
  /** Patterns for this volume alone, on top of the unit's. */
  readonly exclude: readonly string[];
  readonly format: 'direct' | 'tar';
}

/** A bind mount that holds persistent data. `source` is the resolved host path; `within` names a bind of the same unit that contains it. */
export interface UnitBind {
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly type: 'directory' | 'file';
  readonly within: string | null;
  readonly sharedWith: readonly string[];
  /** Patterns for this bind alone, on top of the unit's. */
  readonly exclude: readonly string[];
}

/** Persistent data that no run saves. `waived` when a rule, label or the config says so by name. */
export interface Uncovered {
  readonly kind: 'volume' | 'bind' | 'tmpfs' | 'container' | 'file';
  readonly name: string;
  readonly reason: string;
  readonly waived: boolean;
}

/** Where Compose found the project, from its labels; paths as seen by the Compose that made it. */
export interface Project {
  readonly name: string;
  readonly workingDir: string | null;
  readonly configFiles: readonly string[];
  readonly environmentFiles: readonly string[];
}

/** What holds for a unit: the `units:` rules of the config, else our labels, else `backup:` of the config. */
export interface UnitRules {
  readonly enabled: boolean;
  readonly strategy: 'auto' | 'stop' | 'pause' | 'warm' | 'freeze' | 'none';
  readonly format: 'direct' | 'tar';
  /** Seconds; null leaves it to each container. */
  readonly stopTimeout: number | null;
  readonly exclude: readonly string[];
  /** Project files, by path or pattern, that need no backup; absent means none. */
  readonly waivedFiles?: readonly string[];
}

/**
 * What is saved and restored together: a Compose project, a container that belongs to none, or a volume that no container uses.
 *
 * Promise `name` is unique on the host: when two kinds share a name, container and volume units are `container:NAME`, `volume:NAME`.
 */
export interface Unit {
  readonly name: string;
  readonly kind: UnitKind;
  readonly members: readonly Member[];
  readonly volumes: readonly UnitVolume[];
  readonly binds: readonly UnitBind[];
  readonly networks: readonly string[];
  readonly project: Project | null;
  readonly rules: UnitRules;
  readonly uncovered: readonly Uncovered[];
}

/** Everything discovery found: the units, what belongs to none of them, and labels of ours that nobody knows. */
export interface Discovery {
  readonly units: readonly Unit[];
  readonly uncovered: readonly Uncovered[];
  readonly unknownLabels: readonly { readonly on: string; readonly label: string }[];
  /** Labels of ours that are not understood, or contradict each other. */
  readonly warnings: readonly Warning[];
}
