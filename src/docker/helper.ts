import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import type { Client } from './client.ts';
import { HELPER_LABEL, HELPER_PREFIX } from './is-helper.ts';
import { KEEPER_IMAGE, KEEPER_PROGRAM, keeperArchive } from './keeper-image.ts';
import { text } from './lenient.ts';
import { understand } from './understand.ts';
import { inspectVolume } from './volumes.ts';

/** Where a helper container has its volume. */
export const HELPER_MOUNT = '/keep';

const DEADLINE_MS = 60_000;
const MEMORY_BYTES = 8 * 1024 * 1024;

/**
 * Imports the image of our helper containers when it is not there; nothing is ever pulled.
 *
 * Errors  E_DOCKER when the engine refuses, or runs on a processor that we have no program for.
 */
export async function ensureHelperImage(client: Client): Promise<void> {
  const what = 'looking for the helper image';
  const path = `/images/${KEEPER_IMAGE}/json`;
  const found = await client.request({ what, method: 'GET', path, deadlineMs: DEADLINE_MS, expect: [200, 404] });
  if (found.status === 404) await importImage(client);
}

async function importImage(client: Client): Promise<void> {
  const architecture = await architectureOf(client);
  const tar = keeperArchive(architecture);
  if (tar === null)
    throw new KopiDockaError('E_DOCKER', `there is no helper image for ${JSON.stringify(architecture)}`);
  const [repo = '', tag = ''] = KEEPER_IMAGE.split(':');
  const answer = await client.request({
    what: 'importing the helper image',
    method: 'POST',
    path: '/images/create',
    query: { fromSrc: '-', repo, tag, changes: `CMD ["${KEEPER_PROGRAM}"]` },
    tar,
    deadlineMs: DEADLINE_MS,
    expect: [200],
  });
  // The status is sent before the work is done; a failure comes later, as a line of its own.
  if (JSON.stringify(answer.body).includes('errorDetail'))
    throw new KopiDockaError('E_DOCKER', 'the helper image can not be imported');
}

async function architectureOf(client: Client): Promise<string> {
  const what = 'asking Docker for its processor';
  const answer = await client.request({ what, method: 'GET', path: '/info', deadlineMs: DEADLINE_MS, expect: [200] });
  return understand(what, (body) => z.object({ Architecture: text }).parse(body), answer.body).Architecture;
}

/**
 * Creates a helper container that mounts one volume, read-only unless told otherwise; it is not started.
 *
 * Shape   → its name
 * Errors  E_UNREADABLE_VOLUME when there is no such volume: the engine would make a new, empty one.
 * Source  `nocopy` and an image of our own keep files of an image out of an empty volume (docker.md §1.3).
 */
export async function createHelper(
  client: Client,
  volume: string,
  runId: string,
  { readOnly }: { readonly readOnly: boolean } = { readOnly: true },
): Promise<string> {
  if ((await inspectVolume(client, volume)) === null)
    throw new KopiDockaError('E_UNREADABLE_VOLUME', `there is no volume ${volume}`);
  const name = HELPER_PREFIX + randomBytes(8).toString('hex');
  const bind = `${volume}:${HELPER_MOUNT}:${readOnly ? 'ro,' : ''}nocopy`;
  const limited = await create(client, name, helperBody(bind, runId, MEMORY_BYTES), [201, 400, 409, 500]);
  // Engines without memory cgroups refuse the limit.
  if (limited === 400 || limited === 500) await create(client, name, helperBody(bind, runId, null), [201, 409]);
  return name;
}

/** The name is ours alone, so "name is taken" tells that an attempt with a lost reply took effect. */
async function create(client: Client, name: string, body: EngineBody, expect: readonly number[]): Promise<number> {
  const answer = await client.request({
    what: 'creating a helper container',
    method: 'POST',
    path: '/containers/create',
    query: { name },
    body,
    deadlineMs: DEADLINE_MS,
    expect,
  });
  return answer.status;
}

type EngineBody = Readonly<Record<string, unknown>>;

function helperBody(bind: string, runId: string, memory: number | null): EngineBody {
  return {
    Image: KEEPER_IMAGE,
    Cmd: [KEEPER_PROGRAM],
    StopSignal: 'SIGKILL',
    Labels: { [HELPER_LABEL]: runId, 'com.centurylinklabs.watchtower.enable': 'false' },
    HostConfig: {
      NetworkMode: 'none',
      Binds: [bind],
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      RestartPolicy: { Name: 'no' },
      ...(memory === null ? {} : { Memory: memory }),
    },
  };
}
