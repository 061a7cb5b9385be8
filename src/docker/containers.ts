import * as z from 'zod';
import type { Client } from './client.ts';
import { isHelper } from './is-helper.ts';
import { text, textByName, texts } from './lenient.ts';
import { checkedName } from './names.ts';
import { parseContainer } from './parse-container.ts';
import { parseMounts } from './parse-mounts.ts';
import type { Container, Mount } from './types.ts';
import { understand } from './understand.ts';

const INSPECT_DEADLINE_MS = 30_000;
const LIST_DEADLINE_MS = 60_000;

/** Inspects a container; null when there is none of that ID or name. */
export async function inspectContainer(client: Client, idOrName: string, retries = 3): Promise<Container | null> {
  const what = `inspecting the container ${idOrName}`;
  const answer = await client.request({
    what,
    method: 'GET',
    path: `/containers/${checkedName('container', idOrName)}/json`,
    deadlineMs: INSPECT_DEADLINE_MS,
    expect: [200, 404],
    retries,
  });
  return answer.status === 404 ? null : understand(what, parseContainer, answer.body);
}

/** IDs of all containers, running or not. */
export async function listContainerIds(client: Client): Promise<readonly string[]> {
  const lines = await listContainers(client, { all: '1' });
  return lines.map((line) => line.Id);
}

/** Running and paused containers, without helpers of ours, and what they mount: one call. */
export async function listRunning(
  client: Client,
): Promise<readonly { readonly id: string; readonly name: string; readonly mounts: readonly Mount[] }[]> {
  const lines = await listContainers(client, {});
  return lines
    .map((line) => ({ id: line.Id, name: nameOf(line), labels: line.Labels, mounts: parseMounts(line) }))
    .filter((container) => !isHelper(container))
    .map(({ id, name, mounts }) => ({ id, name, mounts }));
}

/** Containers that have a label, running or not. */
export async function listByLabel(
  client: Client,
  label: string,
): Promise<
  readonly { readonly id: string; readonly name: string; readonly labels: Readonly<Record<string, string>> }[]
> {
  const lines = await listContainers(client, { all: '1', filters: JSON.stringify({ label: [label] }) });
  return lines.map((line) => ({ id: line.Id, name: nameOf(line), labels: line.Labels }));
}

/**
 * Names of the containers that are attached to a network, running or not.
 *
 * Source  One that was never started knows its networks by name only; one whose network went still has the ID of that one.
 */
export async function listAttached(
  client: Client,
  network: { readonly id: string; readonly name: string },
): Promise<readonly string[]> {
  const filters = JSON.stringify({ network: [network.id, network.name] });
  const lines = await listContainers(client, { all: '1', filters });
  return lines.filter((line) => isAttached(line, network)).map(nameOf);
}

const Attached = z
  .object({ NetworkSettings: z.object({ Networks: z.record(z.string(), z.object({ NetworkID: text })) }) })
  .catch({ NetworkSettings: { Networks: {} } });

function isAttached(line: unknown, { id, name }: { readonly id: string; readonly name: string }): boolean {
  const networks = Object.entries(Attached.parse(line).NetworkSettings.Networks);
  return networks.some(([key, { NetworkID }]) => NetworkID === id || (key === name && NetworkID === ''));
}

const Line = z.looseObject({ Id: z.string(), Names: texts, Labels: textByName });

function nameOf(line: z.infer<typeof Line>): string {
  return (line.Names[0] ?? line.Id).replace(/^\//, '');
}

async function listContainers(
  client: Client,
  query: Readonly<Record<string, string>>,
): Promise<z.infer<typeof Line>[]> {
  const what = 'listing the containers';
  const answer = await client.request({
    what,
    method: 'GET',
    path: '/containers/json',
    query,
    deadlineMs: LIST_DEADLINE_MS,
    expect: [200],
  });
  return understand(what, (body) => z.array(Line).parse(body), answer.body);
}
