import type { Container, Volume } from '../docker/types.ts';

export type UnitKind = 'compose' | 'container' | 'volume';

/** Why a container can not be stopped and started again by us; null when it can. */
export type Unstoppable = 'auto-remove' | 'one-off' | 'swarm-task' | 'ourselves' | 'holds-repository' | null;

/** A container of a unit. `dependsOn` names services of the same project, as Compose's label says. */
export interface Member {
  readonly container: Container;
  readonly name: string;
  readonly service: string | null;
  readonly dependsOn: readonly { readonly service: string; readonly condition: string }[];
  readonly unstoppable: Unstoppable;
}

/** How the bytes of a volume can be reached: at its mountpoint, at its mountpoint while a keeper holds it, or by a stream. */
export type Readability = 'direct' | 'keeper' | 'stream';

export interface UnitVolume {
  readonly volume: Volume;
  readonly readable: Readability;
  readonly anonymous: boolean;
  /** Other units whose containers mount it too. */
  readonly sharedWith: readonly string[];
}

/** A bind mount that holds persistent data. `source` is the resolved host path; `within` names a bind of the same unit that contains it. */
export interface UnitBind {
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly type: 'directory' | 'file';
  readonly within: string | null;
  readonly sharedWith: readonly string[];
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

/** What our labels and the `units:` rules of the config say about a unit. */
export interface UnitRules {
  readonly enabled: boolean;
  readonly strategy: 'auto' | 'stop' | 'pause' | 'warm' | 'freeze' | 'none';
  readonly format: 'direct' | 'tar';
  /** Seconds; null leaves it to each container. */
  readonly stopTimeout: number | null;
  readonly exclude: readonly string[];
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
}
