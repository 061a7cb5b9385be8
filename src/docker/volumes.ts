import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import type { Client } from './client.ts';
import { texts } from './lenient.ts';
import { checkedName } from './names.ts';
import { parseVolume } from './parse-volume.ts';
import type { Volume, VolumeDefinition } from './types.ts';
import { understand } from './understand.ts';

const LIST_DEADLINE_MS = 20_000;
const CHANGE_DEADLINE_MS = 60_000;

const List = z.object({ Volumes: z.array(z.unknown()).nullish(), Warnings: texts });

/**
 * All volumes, and what the engine says of drivers that did not answer.
 *
 * Errors  E_DOCKER_TIMEOUT after 20 s: one hung volume plugin keeps the whole list from coming (docker.md §3).
 */
export async function listVolumes(
  client: Client,
): Promise<{ readonly volumes: readonly Volume[]; readonly warnings: readonly string[] }> {
  const what = 'listing the volumes';
  const answer = await client.request({
    what,
    method: 'GET',
    path: '/volumes',
    deadlineMs: LIST_DEADLINE_MS,
    expect: [200],
  });
  return understand(
    what,
    (body) => {
      const { Volumes, Warnings } = List.parse(body);
      return { volumes: (Volumes ?? []).map(parseVolume), warnings: Warnings };
    },
    answer.body,
  );
}

/** Inspects a volume; null when there is none of that name. */
export async function inspectVolume(
  client: Client,
  name: string,
  deadlineMs = LIST_DEADLINE_MS,
): Promise<Volume | null> {
  const what = `inspecting the volume ${name}`;
  const path = `/volumes/${checkedName('volume', name)}`;
  const answer = await client.request({ what, method: 'GET', path, deadlineMs, expect: [200, 404] });
  return answer.status === 404 ? null : understand(what, parseVolume, answer.body);
}

/**
 * Creates a volume, or finds it there exactly as defined.
 *
 * Errors  E_RESTORE_REFUSED when a volume of that name has another driver or other options.
 * Source  The engine answers 201 with the old volume when the name is taken, whatever was asked for (docker.md, dozen 8).
 */
export async function createVolume(client: Client, definition: VolumeDefinition): Promise<Volume> {
  const { name, driver, options, labels } = definition;
  await client.request({
    what: `creating the volume ${name}`,
    method: 'POST',
    path: '/volumes/create',
    body: { Name: checkedName('volume', name), Driver: driver, DriverOpts: options, Labels: labels },
    deadlineMs: CHANGE_DEADLINE_MS,
    expect: [200, 201],
  });
  const volume = await inspectVolume(client, name);
  if (volume === null) throw new KopiDockaError('E_DOCKER', `the volume ${name} is gone right after its creation`);
  if (volume.driver === driver && sameOptions(volume.options, options)) return volume;
  throw new KopiDockaError(
    'E_RESTORE_REFUSED',
    `a volume ${name} with another driver or other options is there already`,
    {
      hint: 'Remove or rename that volume, or restore into another one with --to-volume.',
    },
  );
}

function sameOptions(one: Volume['options'], other: Volume['options']): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** Removes a volume; one that is gone already is success. */
export async function removeVolume(client: Client, name: string): Promise<void> {
  await client.request({
    what: `removing the volume ${name}`,
    method: 'DELETE',
    path: `/volumes/${checkedName('volume', name)}`,
    deadlineMs: CHANGE_DEADLINE_MS,
    expect: [204, 404],
  });
}
