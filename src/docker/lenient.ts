import * as z from 'zod';

/** Text; empty when the engine leaves it out or says null. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A number; 0 when the engine leaves it out or says null. */
export const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** Yes or no; no when the engine leaves it out or says null. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A list of text; empty when the engine leaves it out or says null. */
export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** Text by name; empty when the engine leaves it out or says null. */
export const textByName = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
