import * as z from 'zod';
import { text, textByName } from './lenient.ts';
import type { Volume } from './types.ts';

const Answer = z.object({
  Name: z.string(),
  Driver: z.string(),
  Mountpoint: text,
  Options: textByName,
  Labels: textByName,
});

/**
 * Reads a volume as the engine describes it.
 *
 * Errors  A ZodError when it is no volume at all; unknown and null fields are no error.
 */
export function parseVolume(answer: unknown): Volume {
  const { Name, Driver, Mountpoint, Options, Labels } = Answer.parse(answer);
  return { name: Name, driver: Driver, options: Options, labels: Labels, mountpoint: Mountpoint };
}
