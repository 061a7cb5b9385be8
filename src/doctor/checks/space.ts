import { freeSpace, type Space } from '../../host/space.ts';
import { within } from '../../host/within.ts';
import { ok, problem, thrown, warning } from '../observations.ts';
import { sizeText } from '../size-text.ts';
import type { Check, DoctorContext, Observation } from '../types.ts';

/** A dead network mount never answers. */
const DEADLINE_MS = 10_000;

const MIB = 1024 * 1024;
const LEAST_BYTES = 64 * MIB;
const LOW_BYTES = 1024 * MIB;
const LOW_SHARE = 0.05;
const LEAST_INODES = 1_000;

/** Whether there is room for the state, the cache, a local repository, and, for restores, beside Docker's volumes. */
export const spaceCheck: Check = {
  name: 'space',
  async run(context) {
    const places = await placesOf(context);
    return Promise.all(places.map(([what, path]) => judgePlace(what, path)));
  },
};

async function placesOf({
  places,
  loaded,
  ...context
}: DoctorContext): Promise<readonly (readonly [string, string])[]> {
  const { localPath } = context.repository();
  const root = await context
    .engine()
    .then((engine) => engine.info())
    .catch(() => null);
  return [
    ['state', places.state],
    ['cache', loaded.config.repository.cache.directory],
    ...(localPath === null ? [] : [['repository', localPath] as const]),
    ...(root?.local ? [['Docker', root.rootDir] as const] : []),
  ];
}

async function judgePlace(what: string, path: string): Promise<Observation> {
  try {
    return judge(`${what} (${path})`, await within(DEADLINE_MS, `looking at ${path}`, freeSpace(path)));
  } catch (cause) {
    return thrown(cause);
  }
}

function judge(place: string, { bytes, totalBytes, inodes }: Space): Observation {
  const free = `${place}: ${sizeText(bytes)} of ${sizeText(totalBytes)} are free`;
  const fix = 'Free some space there.';
  if (bytes < LEAST_BYTES) return problem('E_NO_SPACE', free, fix);
  if (inodes !== null && inodes < LEAST_INODES)
    return problem('E_NO_SPACE', `${place}: only ${inodes} inodes are free`, 'Remove some files there.');
  return bytes < LOW_BYTES || bytes < totalBytes * LOW_SHARE ? warning(free, fix) : ok(free);
}
