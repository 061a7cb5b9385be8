import { basename, isAbsolute, normalize } from 'node:path';
import type { EngineInfo, Volume, VolumeDefinition } from '../docker/types.ts';
import { type Failure, KopiDockaError } from '../errors.ts';
import { isWithin } from '../host/mounts.ts';
import { printable } from '../host/text.ts';
import type { UnitMember } from '../units/choose-stopped.ts';
import type { Unstoppable } from '../units/types.ts';
import type { Destination } from './choose-destinations.ts';
import type { Site } from './survey-sites.ts';
import type { RestoreRequest } from './types.ts';

/** A destination with what lies there now. */
export interface Placement {
  readonly to: Destination;
  readonly site: Site;
}

/** What is looked at before anything is touched. */
export interface SafetyFacts {
  readonly placements: readonly Placement[];
  readonly stop: readonly UnitMember[];
  readonly engine: EngineInfo;
  readonly ownFolders: readonly string[];
  readonly pointChosen: boolean;
}

const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const PSEUDO = ['/proc', '/sys', '/dev'];
const LONGEST_NAME = 200;

/**
 * Says why a restore is not safe, every reason there is; an empty list when it is.
 *
 * Promise Each reason names the thing and its hint the way round it. A restore with reasons touches nothing.
 */
export function checkSafety(
  request: Pick<RestoreRequest, 'create' | 'toVolume'>,
  facts: SafetyFacts,
): readonly Failure[] {
  return [
    ...facts.placements.flatMap((placement) => checkPlacement(placement, request, facts)),
    ...checkNesting(facts.placements),
    ...checkSpace(facts.placements),
    ...facts.stop.flatMap(checkUser),
  ];
}

function checkPlacement(
  { to, site }: Placement,
  request: Pick<RestoreRequest, 'create' | 'toVolume'>,
  facts: SafetyFacts,
): readonly Failure[] {
  const what = `${to.kind} ${to.name}`;
  const early = to.entry.problem === null || facts.pointChosen ? [] : [damaged(what, to)];
  if (to.kind === 'volume') return [...early, ...checkVolume(what, { to, site }, request, facts.engine)];
  if (to.kind === 'bind') return [...early, ...checkBind(what, { to, site }, facts), ...checkPlace(what, { to, site })];
  return [...early, ...checkFolder(what, { to, site }), ...checkPlace(what, { to, site })];
}

function checkVolume(
  what: string,
  { to, site }: Placement,
  request: Pick<RestoreRequest, 'create' | 'toVolume'>,
  engine: EngineInfo,
): readonly Failure[] {
  if (!VOLUME_NAME.test(to.name)) return [refuse(`${what}: that is no name for a volume`, USE_TO_DIR)];
  if (to.existing !== null && to.defined !== null && !isAsDefined(to.existing, to.defined))
    return [refuse(`${what} exists with another driver or other options than in the backup`, USE_TO_VOLUME)];
  const { driver, options } = to.existing ?? to.create ?? { driver: 'local', options: {} };
  if (!engine.local)
    return [refuse(`${what}: the files of the engine ${engine.endpoint} are not on this host`, USE_TO_DIR)];
  if (driver !== 'local')
    return [refuse(`${what} has the driver ${driver}, its files can not be replaced here`, USE_TO_DIR)];
  if (Object.keys(options).length > 0)
    return [refuse(`${what} is mounted by driver options, its files can not be replaced here`, USE_TO_DIR)];
  if (to.create !== null && !request.create)
    return [refuse(`${what} does not exist and --no-create is given`, 'Leave out --no-create, or use --to-dir DIR.')];
  const renamed = Object.values(request.toVolume).includes(to.name);
  if (renamed && !site.empty)
    return [refuse(`${what} is not empty`, 'Give --to-volume the name of a volume that does not exist yet.')];
  if (site.throughSymlink)
    return [refuse(`${what} lies behind a symbolic link: ${to.path} is ${site.path}`, USE_TO_DIR)];
  return checkPlace(what, { to, site });
}

function isAsDefined(volume: Volume, definition: VolumeDefinition): boolean {
  const keys = Object.keys(definition.options);
  return (
    volume.driver === definition.driver &&
    keys.length === Object.keys(volume.options).length &&
    keys.every((key) => volume.options[key] === definition.options[key])
  );
}

function checkBind(what: string, { to, site }: Placement, facts: SafetyFacts): readonly Failure[] {
  if (!isAbsolute(to.path) || normalize(to.path) !== to.path || to.path === '/')
    return [refuse(`${what}: that is no path to restore to`, USE_TO_DIR)];
  if ([...PSEUDO, facts.engine.rootDir].some((folder) => isWithin(site.path, folder)))
    return [refuse(`${what} lies in a folder that belongs to the system or to Docker`, USE_TO_DIR)];
  const own = [...facts.ownFolders, facts.engine.rootDir].find(
    (folder) => isWithin(folder, site.path) || isWithin(site.path, folder),
  );
  if (own !== undefined) return [refuse(`${what} would replace ${own}, which is in use`, USE_TO_DIR)];
  return [];
}

function checkFolder(what: string, { to, site }: Placement): readonly Failure[] {
  if (!isAbsolute(to.path)) return [refuse(`${what}: ${to.path} is not an absolute path`, USE_TO_DIR)];
  if (site.found !== 'nothing' && !site.empty)
    return [refuse(`${what}: ${site.path} exists already and is not empty`, 'Give --to-dir another folder.')];
  return [];
}

function checkPlace(what: string, { to, site }: Placement): readonly Failure[] {
  const type = to.entry.snapshot.root.type === 'd' ? 'directory' : 'file';
  const reason = whyNotReplaceable(site, type);
  return reason === null ? [] : [refuse(`${what}: ${reason}`, USE_TO_DIR)];
}

/** Why a rename can not bring new data in at a place; null when it can. */
export function whyNotReplaceable(site: Site, type: 'directory' | 'file' | null): string | null {
  if (site.readOnly) return `the file system of ${site.folder} is mounted read-only`;
  if (site.mountPoint) return `${site.path} is a mount point and can not be replaced`;
  const [below] = site.mountsBelow;
  if (below !== undefined) return `${below} is mounted inside of it`;
  if (site.found !== 'nothing' && type !== null && site.found !== type)
    return `${site.path} is not a ${type} as it was in the backup`;
  if (Buffer.byteLength(basename(site.path)) > LONGEST_NAME)
    return `the name of ${site.path} is too long to keep the old data beside the new`;
  return null;
}

/** Two places of one restore must not lie in each other: the outer one would be moved with the inner one in it. */
function checkNesting(placements: readonly Placement[]): readonly Failure[] {
  return placements.flatMap((inner) => {
    const outer = placements.find((other) => other !== inner && isWithin(inner.site.path, other.site.path));
    if (outer === undefined) return [];
    const text = `${inner.to.kind} ${inner.to.name} lies in ${outer.to.kind} ${outer.to.name}`;
    return [refuse(text, `Restore them one after the other: --volume ${outer.to.entry.name} first.`)];
  });
}

function checkSpace(placements: readonly Placement[]): readonly Failure[] {
  const byDevice = new Map<number, Placement[]>();
  for (const placement of placements)
    byDevice.set(placement.site.device, [...(byDevice.get(placement.site.device) ?? []), placement]);
  return [...byDevice.values()].flatMap((group) => {
    const needed = group.reduce((sum, { to }) => sum + bytesNeeded(to), MARGIN_BYTES);
    const [first] = group;
    if (first === undefined || needed <= first.site.freeBytes) return [];
    const text = `not enough space at ${first.site.folder}: ${needed} bytes are needed, ${first.site.freeBytes} are free`;
    return [
      new KopiDockaError('E_NO_SPACE', text, { hint: 'Free some space there, or use --to-dir DIR.' }).toFailure(),
    ];
  });
}

const MARGIN_BYTES = 16 * 1024 * 1024;
const BYTES_PER_FILE = 4096;

/** What the fresh data will take beside the old: its bytes, and a block for each file. */
export function bytesNeeded(to: Pick<Destination, 'entry'>): number {
  const { bytes, files } = to.entry.snapshot;
  return bytes + files * BYTES_PER_FILE;
}

const WHY: Readonly<Record<NonNullable<Unstoppable>, string>> = {
  'auto-remove': 'is removed by Docker as soon as it stops',
  'one-off': 'is a one-off command of Compose',
  'serves-docker': 'is how kopi-docka reaches Docker',
  'swarm-task': 'is managed by Swarm, which would start another',
  ourselves: 'is the container that kopi-docka runs in',
  'holds-repository': 'serves the repository',
};

/** Why a container that uses the data can not be stopped for a restore or an undo. */
export function checkUser({ member }: UnitMember): readonly Failure[] {
  const { name, unstoppable } = member;
  const hint = `Stop it yourself with docker stop ${name} and run this again.`;
  if (member.container.state === 'paused')
    return [refuse(`container ${name} uses the data and is paused`, `Run docker unpause ${name}.`)];
  return unstoppable === null ? [] : [refuse(`container ${name} uses the data and ${WHY[unstoppable]}`, hint)];
}

function damaged(what: string, to: Destination): Failure {
  const text = `${what} is damaged in this point: ${to.entry.problem}`;
  return refuse(text, 'Name the point with --point ID to restore what there is of it.');
}

const USE_TO_VOLUME = 'Use --to-volume OLD=NEW to make a new volume, or --to-dir DIR.';
const USE_TO_DIR = 'Use --to-dir DIR to get the data into a folder.';

/** A refusal as it is shown. */
export function refuse(message: string, hint: string): Failure {
  return new KopiDockaError('E_RESTORE_REFUSED', printable(message), { hint }).toFailure();
}
