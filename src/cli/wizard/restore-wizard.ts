import { isAbsolute } from 'node:path';
import { KopiDockaError } from '../../errors.ts';
import type { Point, PointEntry } from '../../points/types.ts';
import type { RestoreRequest } from '../../restore/types.ts';
import type { Ask } from '../ask.ts';
import { entryChoices, hostChoices, pointChoices, unitChoices } from './choices.ts';

/** Where the restored data is to go. */
type Place = Pick<RestoreRequest, 'toDir' | 'toVolume'>;

/**
 * Asks for everything a restore needs: unit, point, what of it, and where to.
 *
 * Shape   all points of the repository → the same request that flags would make
 * Errors  E_UNKNOWN_POINT when there is nothing to restore, E_INTERRUPTED at Ctrl-C.
 * Promise Only asks: nothing is changed, and the plan is shown and confirmed afterwards as for flags.
 */
export async function askForRestore(
  ask: Ask,
  points: readonly Point[],
  base: RestoreRequest,
  here: { readonly host: string; readonly now: number },
): Promise<RestoreRequest> {
  const host = base.host ?? (await askHost(ask, points, here.host));
  const ofHost = points.filter((point) => point.host === host);
  if (ofHost.length === 0) throw new KopiDockaError('E_UNKNOWN_POINT', `there is no restore point of the host ${host}`);
  const unit = await ask.choose('Which unit?', unitChoices(ofHost, here.now));
  const ofUnit = ofHost.filter((point) => point.unit === unit);
  const point = await ask.choose('Which restore point?', pointChoices(ofUnit, here.now));
  const entries = await askEntries(ask, point);
  const place = await askPlace(ask, entries, point);
  const whole = entries.length === point.entries.length;
  return {
    ...base,
    ...place,
    unit,
    host: host === here.host ? null : host,
    point: point.id,
    volumes: whole ? [] : entries.map((entry) => entry.name),
  };
}

/** Asks only when there is a choice. */
async function askHost(ask: Ask, points: readonly Point[], here: string): Promise<string> {
  const choices = hostChoices(points, here);
  if (choices.length === 0) throw new KopiDockaError('E_UNKNOWN_POINT', 'there is no restore point yet');
  const [only] = choices;
  return choices.length === 1 && only !== undefined ? only.value : ask.choose('Backups of which host?', choices);
}

async function askEntries(ask: Ask, point: Point): Promise<readonly PointEntry[]> {
  if (point.entries.length < 2) return point.entries;
  const whole = await ask.choose('Restore what?', [
    { name: `everything (${point.entries.length} volumes and binds)`, value: true },
    { name: 'some of it', value: false },
  ]);
  return whole ? point.entries : ask.chooseSome('Which of them?', entryChoices(point));
}

async function askPlace(ask: Ask, entries: readonly PointEntry[], point: Point): Promise<Place> {
  const onlyVolumes = entries.every((entry) => entry.kind === 'volume');
  const where = await ask.choose('Restore where to?', [
    { name: 'in place: what is there now is replaced, and kept for undo', value: 'live' as const },
    { name: 'into a folder: nothing is replaced', value: 'folder' as const },
    ...(onlyVolumes ? [{ name: 'into new volumes: nothing is replaced', value: 'volume' as const }] : []),
  ]);
  if (where === 'live') return { toDir: null, toVolume: {} };
  if (where === 'folder') return { toDir: await askFolder(ask, point), toVolume: {} };
  return { toDir: null, toVolume: await askVolumes(ask, entries) };
}

function askFolder(ask: Ask, point: Point): Promise<string> {
  return ask.text('Which folder? It must be empty or new.', `/var/tmp/restore-${point.id.slice(0, 8)}`, (answer) =>
    isAbsolute(answer) ? null : 'Write the whole path, from / on.',
  );
}

async function askVolumes(ask: Ask, entries: readonly PointEntry[]): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  for (const { name } of entries)
    names[name] = await ask.text(`New volume for ${name}?`, `${name}-restored`, (answer) =>
      /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(answer) ? null : 'Docker takes letters, digits, and _ . - after the first.',
    );
  return names;
}
