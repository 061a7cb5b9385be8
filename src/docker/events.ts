import { StringDecoder } from 'node:string_decoder';
import * as z from 'zod';
import type { Client } from './client.ts';
import type { ContainerEvent, EventWatch } from './types.ts';

const ACTIONS = ['start', 'die', 'restart'] as const;

const Event = z.object({
  Action: z.enum(ACTIONS),
  Actor: z.object({ ID: z.string() }),
  timeNano: z.number(),
});

/**
 * Listens for starts and ends of the given containers from now on.
 *
 * Promise Best effort: an engine that goes away loses events. Pair it with the containers' fingerprints.
 * Source  The engine's own memory holds 256 events of all kinds, so it is listened to, not asked afterwards (docker.md §3).
 */
export async function watchContainers(client: Client, ids: readonly string[]): Promise<EventWatch> {
  const stream = await client.stream({
    what: 'listening to the events of Docker',
    method: 'GET',
    path: '/events',
    query: { filters: JSON.stringify({ type: ['container'], event: ACTIONS, container: ids }) },
    deadlineMs: 30_000,
    expect: [200],
  });
  const events: ContainerEvent[] = [];
  let complete = true;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.flatMap(parseEvent));
  });
  stream.on('error', () => (complete = false));
  stream.on('end', () => (complete = false));
  return {
    end: () => {
      const result = { events: [...events], complete };
      stream.destroy();
      return result;
    },
  };
}

function parseEvent(line: string): ContainerEvent[] {
  try {
    const { Action, Actor, timeNano } = Event.parse(JSON.parse(line));
    return [{ id: Actor.ID, action: Action, at: new Date(timeNano / 1e6).toISOString() }];
  } catch {
    return [];
  }
}
