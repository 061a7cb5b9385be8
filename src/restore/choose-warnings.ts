import type { Warning } from '../events.ts';
import { printable } from '../host/text.ts';
import type { Point, Seal } from '../points/types.ts';
import type { Destination } from './choose-destinations.ts';
import type { Users } from './choose-users.ts';
import { composeUp } from './compose-up.ts';
import type { KnownUnit } from './known-unit.ts';

/** What is worth saying before a restore. `containers` are the names on the engine now. */
export interface WarningFacts {
  readonly point: Point;
  readonly seal: Seal | null;
  readonly known: KnownUnit;
  readonly destinations: readonly Destination[];
  readonly beside: Users['beside'];
  readonly containers: ReadonlySet<string>;
  readonly inPlace: boolean;
  /** True when what is replaced is kept for an undo. */
  readonly keepsOld: boolean;
}

/** Chooses what is said about a restore that goes on all the same. */
export function chooseWarnings(facts: WarningFacts): readonly Warning[] {
  const { point, seal, destinations, beside } = facts;
  const warnings: readonly Warning[] = [
    ...point.problems.map((problem) => ({
      code: 'W_POINT_INCOMPLETE' as const,
      message: `point ${point.id} is ${point.sealed ? 'not complete' : 'not sealed'}: ${problem}`,
      hint: 'See kopi-docka list for other points.',
    })),
    ...destinations.flatMap(({ entry, sealed }) => (seal !== null && sealed === null ? [notInSeal(entry.name)] : [])),
    ...(seal?.torn ?? []).map((name) => ({
      code: 'W_POINT_TORN' as const,
      message: `the backup was not still: ${name} ran while the data was read`,
      hint: 'Check the data after the restore, or choose another point; see kopi-docka list.',
    })),
    ...beside.map(({ name, path }) => ({
      code: 'W_USED_FROM_OUTSIDE' as const,
      message: `container ${name} can write to ${path} through a folder around it and is left running`,
      hint: `Run docker restart ${name} after the restore if it works in there.`,
    })),
    ...(facts.keepsOld ? destinations.filter(({ exchange }) => exchange === 'content').map(keptInside) : []),
    ...(facts.inPlace ? missingParts(facts) : []),
  ];
  return warnings.map(({ code, message, hint }) => ({ code, message: printable(message), hint: printable(hint) }));
}

function notInSeal(name: string): Warning {
  return {
    code: 'W_NOT_SEALED',
    message: `${name} is not listed in the seal of the point`,
    hint: 'See kopi-docka list for other points.',
  };
}

/** Programs that take each folder of a volume for data of theirs would wonder. */
function keptInside({ name }: Destination): Warning {
  return {
    code: 'W_OLD_INSIDE',
    message: `volume ${name} can not be renamed: what it holds now is kept inside of it, in a hidden folder`,
    hint: 'Drop it with kopi-docka undo --discard once all is well, or restore with --no-undo.',
  };
}

/** Containers are not made again by a restore of data; this says who makes them. */
function missingParts({ known, containers, point }: WarningFacts): readonly Warning[] {
  const missing = known.members.filter((name) => !containers.has(name));
  if (missing.length === 0) return [];
  const who = `${missing.length === 1 ? 'container' : 'containers'} ${missing.join(', ')} of ${point.unit}`;
  const message = `not there and not made by this restore: ${who}`;
  return [{ code: 'W_UNIT_NOT_RECREATED', message, hint: howToRecreate(known) }];
}

function howToRecreate({ project }: KnownUnit): string {
  return project === null
    ? `Make it again as before; its docker inspect lies in the recipe of the point, see docs/manual-restore.md.`
    : `Run ${composeUp(project)}.`;
}
