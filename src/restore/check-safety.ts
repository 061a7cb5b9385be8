import { isAbsolute, normalize } from 'node:path';
import type { EngineInfo, Volume, VolumeDefinition } from '../docker/types.ts';
import type { Failure } from '../errors.ts';
import { isWithin } from '../host/mounts.ts';
import type { UnitMember } from '../units/types.ts';
import { dataPath } from '../units/writes-to.ts';
import { whyNotReplaceable } from './check-place.ts';
import { checkSpace } from './check-space.ts';
import { checkUser } from './check-user.ts';
import type { Destination } from './choose-destinations.ts';
import { refuse, USE_TO_DIR } from './refusal.ts';
import type { Site } from './survey-sites.ts';
import type { RestoreRequest } from './types.ts';

/** A destination with what lies there now. */
export interface Placement {
  readonly to: Destination;
  readonly site: Site;
}

/** What is looked at before anything is touched. */
export interface SafetyFacts {
  readonly request: Pick<RestoreRequest, 'create' | 'toVolume' | 'point' | 'start'>;
  readonly placements: readonly Placement[];
  readonly stop: readonly UnitMember[];
  readonly engine: EngineInfo;
  readonly ownFolders: readonly string[];
}

/** Why something may not be done, and the way round it; null when it may. */
type Reason = readonly [why: string, hint: string] | null;

/**
 * Says why a restore is not safe, every reason there is; an empty list when it is.
 *
 * Promise Each reason names the thing, and its hint the way round it. A restore with reasons touches nothing.
 */
export function checkSafety(facts: SafetyFacts): readonly Failure[] {
  const { placements, stop } = facts;
  return [
    ...placements.flatMap((placement) => {
      const reason = whyNot(placement, facts);
      const { kind, name } = placement.to;
      return reason === null ? [] : [refuse(`${kind} ${name}: ${reason[0]}`, reason[1])];
    }),
    ...checkNesting(placements),
    ...checkSpace(placements),
    ...stop.flatMap(checkUser),
  ];
}

function whyNot(placement: Placement, facts: SafetyFacts): Reason {
  const { to, site } = placement;
  const { problem, snapshot } = to.entry;
  if (problem !== null && facts.request.point === null)
    return [
      `it is damaged in this point: ${problem}`,
      'Name the point with --point ID to restore what there is of it.',
    ];
  const special = { volume: whyNotVolume, bind: whyNotBind, directory: whyNotFolder }[to.kind](placement, facts);
  if (special !== null || to.exchange === 'content') return special;
  const reason = whyNotReplaceable(site, snapshot.root.type === 'd' ? 'directory' : 'file');
  return reason === null ? null : [reason, USE_TO_DIR];
}

function whyNotVolume(placement: Placement, facts: SafetyFacts): Reason {
  const { to, site } = placement;
  const { request, engine, ownFolders } = facts;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(to.name)) return ['that is no name for a volume', USE_TO_DIR];
  if (!engine.local) return [`the files of the engine ${engine.endpoint} are not on this host`, USE_TO_DIR];
  if (to.existing !== null && to.defined !== null && !isAsDefined(to.existing, to.defined))
    return [
      'it exists with another driver or other options than in the backup',
      'Use --to-volume OLD=NEW or --to-dir DIR.',
    ];
  if (to.create !== null && !request.create)
    return ['it does not exist and --no-create is given', 'Leave out --no-create, or use --to-dir DIR.'];
  const isUnseen = to.exchange === 'content' && to.existing !== null;
  if (Object.values(request.toVolume).includes(to.name) && (isUnseen || !site.empty))
    return [
      isUnseen ? 'what is in it shows only while it is in use' : 'it is not empty',
      'Give --to-volume the name of a volume that does not exist yet.',
    ];
  if (to.exchange === 'content') return whyNotMemory(to, facts) ?? whyOurs(dataPlaceOf(placement), ownFolders);
  if (site.throughSymlink) return [`${to.path} lies behind a symbolic link, at ${site.path}`, USE_TO_DIR];
  return whyOurs(site.path, ownFolders);
}

/** What lies in memory is there as long as a container uses it. */
function whyNotMemory({ name, existing, create }: Destination, { request, stop }: SafetyFacts): Reason {
  if ((existing ?? create)?.options['type'] !== 'tmpfs') return null;
  const users = stop.filter(({ member }) => member.container.mounts.some((mount) => mount.name === name));
  if (users.length > 0 && request.start) return null;
  return [
    'it lives in memory, and no container would run that keeps it there',
    'Start its containers first and leave out --no-start, or use --to-dir DIR.',
  ];
}

/** Where the data of a placement really lies: the folder that a volume of the type bind shows, else its own place. */
export function dataPlaceOf({ to, site }: Placement): string {
  const volume = to.existing ?? to.create;
  return to.exchange === 'content' && volume !== null ? dataPath({ ...volume, mountpoint: to.path }) : site.path;
}

function isAsDefined(volume: Volume, { driver, options }: VolumeDefinition): boolean {
  const keys = Object.keys(options);
  return (
    volume.driver === driver &&
    keys.length === Object.keys(volume.options).length &&
    keys.every((key) => volume.options[key] === options[key])
  );
}

function whyNotBind({ to, site }: Placement, { engine, ownFolders }: SafetyFacts): Reason {
  const { path } = to;
  if (!isAbsolute(path) || normalize(path) !== path || path === '/')
    return ['that is no path to restore to', USE_TO_DIR];
  if (!engine.local) return [`the files of the engine ${engine.endpoint} are not on this host`, USE_TO_DIR];
  if (['/proc', '/sys', '/dev', engine.rootDir].some((folder) => isWithin(site.path, folder)))
    return [`${site.path} belongs to the system or to Docker`, USE_TO_DIR];
  return whyOurs(site.path, [engine.rootDir, ...ownFolders]);
}

function whyNotFolder({ to, site }: Placement): Reason {
  if (to.name.includes('/') || to.name === '..' || !isAbsolute(to.path))
    return ['that is no path to restore to', 'Give --to-dir an absolute path.'];
  if (site.found === 'nothing' || site.empty) return null;
  return [`${site.path} exists already and is not empty`, 'Give --to-dir another folder.'];
}

/** Nothing that this very restore works with may be moved away. */
function whyOurs(path: string, folders: readonly string[]): Reason {
  const own = folders.find((folder) => isWithin(folder, path) || isWithin(path, folder));
  return own === undefined ? null : [`${own} is in use and would be replaced`, USE_TO_DIR];
}

/** Two places of one restore must not lie in each other: the outer one would be moved with the inner one in it. */
function checkNesting(placements: readonly Placement[]): readonly Failure[] {
  return placements.flatMap((inner) => {
    const outer = placements.find((other) => other !== inner && isWithin(dataPlaceOf(inner), dataPlaceOf(other)));
    if (outer === undefined) return [];
    const text = `${inner.to.kind} ${inner.to.name} lies in ${outer.to.kind} ${outer.to.name}`;
    return [refuse(text, `Restore them one after the other: --volume ${outer.to.entry.name} first.`)];
  });
}
