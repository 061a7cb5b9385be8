import { KopiDockaError } from '../errors.ts';
import { nearestName } from '../host/nearest-name.ts';
import { printable } from '../host/text.ts';
import type { Kopia } from '../kopia/types.ts';
import { groupPoints } from '../points/group-points.ts';
import type { Point } from '../points/types.ts';
import type { RestoreRequest } from './types.ts';

/**
 * Finds the points that a restore may choose from: of the unit when one is named, of this host unless another is.
 *
 * Errors  E_UNKNOWN_UNIT with the nearest name, E_UNKNOWN_POINT when the repository holds none at all, E_USAGE when neither
 *         unit nor point is given; E_REPO*.
 */
export async function findPoints(
  kopia: Kopia,
  request: Pick<RestoreRequest, 'unit' | 'point' | 'host'>,
  identity: { readonly user: string; readonly host: string },
): Promise<readonly Point[]> {
  const { unit, point } = request;
  if (unit === null && point === null)
    throw new KopiDockaError('E_USAGE', 'no unit is named', { hint: 'Give a unit, or a point with --point ID.' });
  const named = unit === null ? await listById(kopia, point ?? '') : await listByUnit(kopia, unit);
  const here = named.filter(isFrom(request.host, identity));
  if (here.length > 0) return here;
  throw unit === null
    ? new KopiDockaError('E_UNKNOWN_POINT', `there is no restore point ${point}`)
    : await unknownUnit(unit);

  async function unknownUnit(name: string): Promise<KopiDockaError> {
    const all = groupPoints(await kopia.list());
    return describeUnknown(name, all.filter(isFrom(request.host, identity)), all, request.host ?? identity.host);
  }
}

async function listByUnit(kopia: Kopia, unit: string): Promise<readonly Point[]> {
  return groupPoints(await kopia.list({ unit }));
}

/** By the whole ID first: listing everything is slow in a big repository, and only a shortened ID needs it. */
async function listById(kopia: Kopia, id: string): Promise<readonly Point[]> {
  const exact = groupPoints(await kopia.list({ backup_id: id }));
  return exact.length > 0 ? exact : groupPoints(await kopia.list()).filter((point) => point.id.startsWith(id));
}

/** A named host counts whatever its user; this host only with our own identity. */
function isFrom(host: string | null, identity: { user: string; host: string }): (point: Point) => boolean {
  return (point) =>
    host === null ? point.host === identity.host && point.user === identity.user : point.host === host;
}

function describeUnknown(name: string, here: readonly Point[], all: readonly Point[], host: string): KopiDockaError {
  if (here.length === 0 && all.length === 0)
    return new KopiDockaError('E_UNKNOWN_POINT', 'there is no restore point in the repository', {
      hint: 'Make one with kopi-docka backup.',
    });
  const elsewhere = [...new Set(all.filter((point) => point.unit === name).map((point) => point.host))];
  const [other] = elsewhere;
  if (other !== undefined)
    return new KopiDockaError('E_UNKNOWN_POINT', `${host} has no restore point of ${printable(name)}`, {
      hint: `There are some of ${elsewhere.map(printable).join(', ')}: give --host ${printable(other)}.`,
    });
  const near = nearestName(name, [...new Set(here.map((point) => point.unit))]);
  const message = `there is no restore point of a unit ${printable(name)}`;
  if (near === null) return new KopiDockaError('E_UNKNOWN_UNIT', message, { hint: 'See kopi-docka list.' });
  return new KopiDockaError('E_UNKNOWN_UNIT', message, { hint: `Did you mean ${printable(near)}?` });
}
