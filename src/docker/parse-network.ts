import * as z from 'zod';
import { text } from './lenient.ts';
import type { Network, RawInspect } from './types.ts';

const Answer = z.object({ Id: z.string(), Name: z.string(), Driver: text });

/**
 * Reads a network as the engine describes it.
 *
 * Errors  A ZodError when it is no network at all.
 */
export function parseNetwork(answer: unknown): Network {
  const { Id, Name, Driver } = Answer.parse(answer);
  return { id: Id, name: Name, driver: Driver, raw: answer as RawInspect };
}
