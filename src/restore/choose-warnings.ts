import type { Warning } from '../events.ts';
import { printable } from '../host/text.ts';
import type { Point, Seal } from '../points/types.ts';
import type { Destination } from './choose-destinations.ts';
import type { Users } from './choose-users.ts';

/** What is worth saying before a restore. `containers` are the names on the engine now. */
export interface WarningFacts {
  readonly point: Point;
  readonly seal: Seal | null;
  readonly destinations: readonly Destination[];
  readonly beside: Users['beside'];
  readonly containers: ReadonlySet<string>;
  /** Project files of the seal that are not on this host now. */
  readonly missingFiles: readonly string[];
  readonly inPlace: boolean;
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
    ...(facts.inPlace && seal !== null ? missingParts(seal, facts) : []),
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

/** Containers are not made again by a restore of data; this says who makes them. */
function missingParts(seal: Seal, facts: WarningFacts): readonly Warning[] {
  const missing = seal.members.filter((member) => !facts.containers.has(member.name)).map((member) => member.name);
  if (missing.length === 0) return [];
  const message = `${missing.length === 1 ? 'container' : 'containers'} ${missing.join(', ')} of ${seal.unit} do not exist and are not made by this restore`;
  return [{ code: 'W_UNIT_NOT_RECREATED', message, hint: howToRecreate(seal, facts) }];
}

function howToRecreate({ project, unit }: Seal, { point, missingFiles }: WarningFacts): string {
  if (project === null)
    return `Make it again as before; kopi-docka show ${point.id} has the inspect record of ${unit}.`;
  const folder = project.workingDir ?? 'the project folder';
  const [file] = missingFiles;
  if (file === undefined) return `Run docker compose up -d in ${folder}.`;
  return `${file} is missing: get the project's files with kopi-docka files ${point.id} and kopi-docka extract, then run docker compose up -d in ${folder}.`;
}
