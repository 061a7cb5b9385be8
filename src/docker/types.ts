import type { Readable } from 'node:stream';

/** What the engine says of itself. `local` is true when its files are on this host and this process sees them at the same paths. */
export interface EngineInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly rootDir: string;
  readonly rootless: boolean;
  readonly endpoint: string;
  readonly local: boolean;
}

/** One mount of a container. `name` is the volume's for `volume`, null otherwise; `source` is a host path for `bind`. */
export interface Mount {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'other';
  readonly name: string | null;
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** Tells two lives of a container apart. */
export interface Fingerprint {
  readonly id: string;
  readonly startedAt: string;
  readonly restartCount: number;
  readonly state: ContainerState;
}

/** The raw answer of the engine, kept whole for the recipe. */
export type RawInspect = Readonly<Record<string, unknown>>;

/** A container, parsed from inspect. Label values are data from outside: never a path, never an argument. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  readonly startedAt: string;
  readonly restartCount: number;
  readonly restartPolicy: string;
  readonly autoRemove: boolean;
  readonly hasHealthcheck: boolean;
  readonly health: 'starting' | 'healthy' | 'unhealthy' | null;
  /** Seconds the engine waits after the stop signal; null is the engine's own default of 10. */
  readonly stopTimeout: number | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly networks: readonly string[];
  /** IDs or names of the containers whose network, PID or IPC namespace this one joins, as inspect gives them. */
  readonly joins: readonly string[];
  readonly volumesFrom: readonly string[];
  readonly raw: RawInspect;
}

/** A volume, parsed. `mountpoint` may be the empty string for plugin drivers. */
export interface Volume {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly mountpoint: string;
}

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly raw: RawInspect;
}

/** Everything on the engine at one moment. `selfId` is our own container when we run inside one. */
export interface Inventory {
  readonly engine: EngineInfo;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
  readonly selfId: string | null;
  readonly warnings: readonly string[];
}

/** What `createVolume` needs to make a volume exactly as it was. */
export interface VolumeDefinition {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** One pool of addresses of a network; null and empty are what the engine chooses itself. */
export interface AddressPool {
  readonly subnet: string;
  readonly gateway: string | null;
  readonly ipRange: string | null;
  /** Addresses kept back for others, by name. */
  readonly auxiliary: Readonly<Record<string, string>>;
}

/** What `createNetwork` needs to make a network exactly as it was. */
export interface NetworkDefinition {
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  readonly ipamDriver: string;
  readonly ipamOptions: Readonly<Record<string, string>>;
  readonly pools: readonly AddressPool[];
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something that happened to a container; `at` is the engine's own clock, RFC 3339 UTC. */
export interface ContainerEvent {
  readonly id: string;
  readonly action: 'start' | 'die' | 'restart';
  readonly at: string;
}

/** A watch over some containers. It keeps a connection open until it is ended. */
export interface EventWatch {
  /** Ends the watch. `complete` is false when the stream broke off: something may have been missed. */
  end(): { readonly events: readonly ContainerEvent[]; readonly complete: boolean };
}

/** A tiny container of ours that holds one volume mounted. `root` shows the volume on this host; null when nothing here does. */
export interface Keeper {
  readonly id: string;
  readonly name: string;
  readonly volume: string;
  readonly root: string | null;
}

/** The content of a volume as the engine's own tar stream; `remove` takes its helper container away again. */
export interface VolumeArchive {
  readonly stream: Readable;
  remove(): Promise<void>;
}

/**
 * The Docker engine, as far as we use it.
 *
 * Errors  E_DOCKER when it refuses or is out of reach, E_DOCKER_TIMEOUT when a deadline passes.
 * Promise Every call has a deadline; IDs and names are checked before they reach a URL; calls that are safe to repeat
 *         are repeated after a lost reply.
 */
export interface Engine {
  info(): Promise<EngineInfo>;
  inventory(): Promise<Inventory>;
  /** Null when there is no such container. Accepts an ID or a name. */
  inspect(idOrName: string): Promise<Container | null>;
  /** Null when there is no such volume. */
  inspectVolume(name: string): Promise<Volume | null>;
  /** Running containers but for our helpers, and what they mount: one cheap call, for the check after a read. */
  running(): Promise<readonly { readonly id: string; readonly name: string; readonly mounts: readonly Mount[] }[]>;
  /**
   * Stops and waits until the container is seen not running; already stopped is success. `timeoutSeconds` null leaves
   * signal and grace to the container's own settings. `forced` tells that the engine had to kill it.
   */
  stop(id: string, timeoutSeconds: number | null): Promise<{ readonly forced: boolean }>;
  /** Starts; already running is success. */
  start(id: string): Promise<void>;
  pause(id: string): Promise<void>;
  unpause(id: string): Promise<void>;
  /** Waits for `healthy`, at most `deadlineMs` from now; true at once without a health check, false when the time is over or it exits. */
  waitHealthy(id: string, deadlineMs: number): Promise<boolean>;
  /** Creates, inspects and compares: E_RESTORE_REFUSED when a volume of that name with other driver or options is there. */
  createVolume(definition: VolumeDefinition): Promise<Volume>;
  /** Removes; one that is gone already is success. */
  removeVolume(name: string): Promise<void>;
  /** Null when there is no such network. Accepts an ID or a name. */
  inspectNetwork(idOrName: string): Promise<Network | null>;
  /** Creates, inspects and compares: E_RESTORE_REFUSED when another network of that name is there. */
  createNetwork(definition: NetworkDefinition): Promise<Network>;
  /** Removes; one that is gone already is success. E_DOCKER when a container is attached, running or not. */
  removeNetwork(idOrName: string): Promise<void>;
  /** Listens for starts and ends of these containers from now on; best effort, to be paired with fingerprints. */
  watch(ids: readonly string[]): Promise<EventWatch>;
  /** Imports our own helper image when it is not there. */
  ensureKeeperImage(): Promise<void>;
  /** Holds a volume mounted until removed, read-only unless told otherwise: E_UNREADABLE_VOLUME when it can not be mounted. */
  startKeeper(volume: string, runId: string, access?: { readonly readOnly: boolean }): Promise<Keeper>;
  /** Removes a keeper, by ID or name; one that is gone already is success. */
  removeKeeper(id: string): Promise<void>;
  /** Removes the helper containers of dead runs; gives their names. */
  sweepKeepers(isDead: (runId: string) => boolean): Promise<readonly string[]>;
  /**
   * Streams a volume through the engine's archive API: for engines whose files are not on this host.
   * Loses ACLs, user.* and trusted.* xattrs, sub-second times, holes and sockets, and ends cleanly even when files are missing.
   */
  archiveVolume(volume: string, runId: string): Promise<VolumeArchive>;
  /** The bytes in a volume as the engine counts them, each file once and links by their length; null when it does not. */
  volumeBytes(volume: string): Promise<number | null>;
  close(): void;
}
