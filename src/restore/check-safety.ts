import { isAbsolute, normalize } from 'node:path';
import type { EngineInfo, Volume, VolumeDefinition } from '../docker/types.ts';
import type { Failure } from '../errors.ts';
import { isWithin } from '../host/mounts.ts';
import { hasMountOptions } from '../units/choose-readable.ts';
import type { UnitMember } from '../units/types.ts';
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
  readonly request: Pick<RestoreRequest, 'create' | 'toVolume' | 'point'>;
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
  if (special !== null) return special;
  const reason = whyNotReplaceable(site, snapshot.root.type === 'd' ? 'directory' : 'file');
  return reason === null ? null : [reason, USE_TO_DIR];
}

function whyNotVolume({ to, site }: Placement, { request, engine, ownFolders }: SafetyFacts): Reason {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(to.name)) return ['that is no name for a volume', USE_TO_DIR];
  if (!engine.local) return [`the files of the engine ${engine.endpoint} are not on this host`, USE_TO_DIR];
  if (to.existing !== null && to.defined !== null && !isAsDefined(to.existing, to.defined))
    return [
      'it exists with another driver or other options than in the backup',
      'Use --to-volume OLD=NEW or --to-dir DIR.',
    ];
  const volume = to.existing ?? to.create;
  if (volume !== null && volume.driver !== 'local')
    return [`its driver is ${volume.driver}: its files can not be replaced here`, USE_TO_DIR];
  if (volume !== null && hasMountOptions({ mountpoint: '', ...volume }))
    return ['it is mounted by driver options: its files can not be replaced here', USE_TO_DIR];
  if (to.create !== null && !request.create)
    return ['it does not exist and --no-create is given', 'Leave out --no-create, or use --to-dir DIR.'];
  if (Object.values(request.toVolume).includes(to.name) && !site.empty)
    return ['it is not empty', 'Give --to-volume the name of a volume that does not exist yet.'];
  if (site.throughSymlink) return [`${to.path} lies behind a symbolic link, at ${site.path}`, USE_TO_DIR];
  return whyOurs(site, ownFolders);
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
  return whyOurs(site, [engine.rootDir, ...ownFolders]);
}

function whyNotFolder({ to, site }: Placement): Reason {
  if (to.name.includes('/') || to.name === '..' || !isAbsolute(to.path))
    return ['that is no path to restore to', 'Give --to-dir an absolute path.'];
  if (site.found === 'nothing' || site.empty) return null;
  return [`${site.path} exists already and is not empty`, 'Give --to-dir another folder.'];
}

/** Nothing that this very restore works with may be moved away. */
function whyOurs(site: Site, folders: readonly string[]): Reason {
  const own = folders.find((folder) => isWithin(folder, site.path) || isWithin(site.path, folder));
  return own === undefined ? null : [`${own} is in use and would be replaced`, USE_TO_DIR];
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
