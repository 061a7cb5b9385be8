import type * as z from 'zod';
import { KopiDockaError } from '../errors.ts';

/**
 * Parses the flags of a command into a typed value.
 *
 * Errors  E_USAGE; names the flag and what it takes.
 */
export function parseOptions<Schema extends z.ZodType>(schema: Schema, options: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KopiDockaError('E_USAGE', `${flagOf(issue?.path[0])}: ${issue?.message ?? 'not understood'}`);
}

/** Refuses two flags together. Errors E_USAGE. */
export function exclude(one: string, hasOne: boolean, other: string, hasOther: boolean): void {
  if (hasOne && hasOther) throw new KopiDockaError('E_USAGE', `${one} and ${other} exclude each other`);
}

/** `toDir` → `--to-dir`. */
function flagOf(key: PropertyKey | undefined): string {
  return `--${String(key ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
