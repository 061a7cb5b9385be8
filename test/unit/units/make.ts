import type { Container, Inventory, Mount, Network, Volume } from '../../../src/docker/types.ts';
import type { RuleBook } from '../../../src/units/choose-rules.ts';
import type { PathFacts } from '../../../src/units/classify-bind.ts';
import { groupUnits, type Surroundings } from '../../../src/units/group-units.ts';
import type { Discovery, Unit } from '../../../src/units/types.ts';

const ROOT = '/var/lib/docker';

/** A running container of that name, with the given fields instead of plain ones. */
export function container(name: string, fields: Partial<Container> = {}): Container {
  return {
    id: Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64),
    name,
    image: 'app:1',
    imageId: 'sha256:0',
    state: 'running',
    startedAt: '2026-01-01T00:00:00Z',
    restartCount: 0,
    restartPolicy: 'no',
    autoRemove: false,
    hasHealthcheck: false,
    health: null,
    stopTimeout: null,
    labels: {},
    mounts: [],
    networks: [],
    joins: [],
    volumesFrom: [],
    raw: {},
    ...fields,
  };
}

/** The labels of a Compose service, and more. */
export function compose(project: string, service: string, more: Readonly<Record<string, string>> = {}) {
  return {
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
    'com.docker.compose.oneoff': 'False',
    ...more,
  };
}

/** A plain local volume, with the given fields instead of plain ones. */
export function volume(name: string, fields: Partial<Volume> = {}): Volume {
  return { name, driver: 'local', options: {}, labels: {}, mountpoint: `${ROOT}/volumes/${name}/_data`, ...fields };
}

/** A mount of a volume. */
export function mountVolume(name: string, fields: Partial<Mount> = {}): Mount {
  return {
    type: 'volume',
    name,
    source: `${ROOT}/volumes/${name}/_data`,
    destination: `/${name}`,
    readOnly: false,
    ...fields,
  };
}

/** A bind mount of a host path. */
export function mountBind(source: string, fields: Partial<Mount> = {}): Mount {
  return { type: 'bind', name: null, source, destination: '/mnt', readOnly: false, ...fields };
}

/** What an engine holds. */
export function inventory(fields: {
  readonly containers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly networks?: readonly Network[];
  readonly engine?: Partial<Inventory['engine']>;
  readonly selfId?: string;
  readonly warnings?: readonly string[];
}): Inventory {
  return {
    engine: {
      id: 'ENGINE',
      name: 'host',
      version: '26.1.5',
      apiVersion: '1.45',
      rootDir: ROOT,
      rootless: false,
      endpoint: 'unix:///var/run/docker.sock',
      local: true,
      ...fields.engine,
    },
    containers: fields.containers ?? [],
    volumes: fields.volumes ?? [],
    networks: fields.networks ?? [],
    selfId: fields.selfId ?? null,
    warnings: fields.warnings ?? [],
  };
}

/** A config without rules. */
export function book(fields: { units?: RuleBook['units']; backup?: Partial<RuleBook['backup']> } = {}): RuleBook {
  return {
    units: fields.units ?? [],
    backup: {
      format: 'direct',
      strategy: 'auto',
      stopTimeoutSeconds: null,
      healthTimeoutSeconds: 120,
      exclude: [],
      binds: true,
      strict: false,
      redactEnvironment: false,
      parallelism: null,
      ...fields.backup,
    },
  };
}

/** Facts of host paths: each is a folder unless told otherwise, `/link=/real:file` says where it leads and what is there. */
export function paths(...texts: readonly string[]): ReadonlyMap<string, PathFacts> {
  return new Map(
    texts.map((text) => {
      const [path = '', type = 'directory'] = text.split(':');
      const [name = '', real = name] = path.split('=');
      return [name, { real, type: type as PathFacts['type'] }];
    }),
  );
}

/** Groups what the engine holds; bind sources that nobody speaks of are folders. */
export function discovered(
  engine: Parameters<typeof inventory>[0],
  rules: Parameters<typeof book>[0] = {},
  surroundings: Partial<Surroundings> = {},
): Discovery {
  const all = inventory(engine);
  const sources = all.containers.flatMap(({ mounts }) =>
    mounts.flatMap(({ type, source }) => (type === 'bind' ? source : [])),
  );
  return groupUnits(all, book(rules), {
    repositoryPath: null,
    ownFolders: [],
    ...surroundings,
    paths: new Map([...paths(...sources), ...(surroundings.paths ?? [])]),
  });
}

/** The unit of that name. */
export function unitOf(discovery: Discovery, name: string): Unit {
  const unit = discovery.units.find((candidate) => candidate.name === name);
  if (unit === undefined) throw new Error(`no unit ${name} among ${discovery.units.map((one) => one.name).join(', ')}`);
  return unit;
}
