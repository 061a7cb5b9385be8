import * as z from 'zod';
import type { RestoreRequest } from '../../restore/types.ts';
import { exclude, parseOptions } from '../parse-options.ts';

const text = z.string().min(1, 'must not be empty');

const schema = z.object({
  at: text.nullable().default(null),
  previous: z
    .string()
    .regex(/^\d{1,6}$/, 'takes a whole number')
    .default('0')
    .transform(Number),
  point: text.nullable().default(null),
  host: text.nullable().default(null),
  volume: z.array(text).default([]),
  toVolume: z
    .array(z.string().regex(/^[^=]+=[^=]+$/, 'takes OLD=NEW'))
    .default([])
    .transform((pairs) => Object.fromEntries(pairs.map(splitPair))),
  toDir: text.nullable().default(null),
  start: z.boolean().default(true),
  create: z.boolean().default(true),
  undo: z.boolean().default(true),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
});

/** A restore as its command line asks for it; `yes` means that nobody is to be asked. */
export interface RestoreWords {
  readonly request: RestoreRequest;
  readonly yes: boolean;
}

/**
 * Makes the request of a restore from the words of its command line.
 *
 * Errors  E_USAGE, also for flags that exclude each other.
 */
export function parseRestoreRequest(unit: unknown, options: unknown): RestoreWords {
  const { yes, volume, undo, ...rest } = parseOptions(schema, options);
  exclude('--point', rest.point !== null, '--at', rest.at !== null);
  exclude('--point', rest.point !== null, '--previous', rest.previous > 0);
  exclude('--to-dir', rest.toDir !== null, '--to-volume', Object.keys(rest.toVolume).length > 0);
  const named = z
    .string()
    .nullable()
    .parse(unit ?? null);
  return { request: { ...rest, unit: named, volumes: volume, rename: null, keepUndo: undo }, yes };
}

function splitPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
