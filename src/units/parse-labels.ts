import * as z from 'zod';
import { HELPER_LABEL } from '../docker/is-helper.ts';

const PREFIX = 'kopi-docka.';

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

const Switch = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(['true', 'yes', 'on', '1', 'false', 'no', 'off', '0']))
  .transform((value) => ['true', 'yes', 'on', '1'].includes(value));

const Duration = z
  .string()
  .trim()
  .regex(/^\d{1,6}[smh]?$/)
  .transform((value) => Number.parseInt(value, 10) * (SECONDS[value.at(-1) as keyof typeof SECONDS] ?? 1));

const Patterns = z
  .string()
  .regex(/^\P{Cc}*$/u)
  .transform((value) =>
    value
      .split(',')
      .map((pattern) => pattern.trim())
      .filter((pattern) => pattern !== ''),
  );

const Command = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\0]*$/);

const KNOWN = {
  enable: Switch,
  strategy: z.enum(['auto', 'stop', 'pause', 'warm', 'freeze', 'none']),
  format: z.enum(['direct', 'tar']),
  'stop-timeout': Duration,
  exclude: Patterns,
  'hook.before': Command,
  'hook.after': Command,
};

/** Every label that means something to us. */
export const OUR_LABELS: readonly string[] = Object.keys(KNOWN).map((key) => PREFIX + key);

/** What the labels of ours on a container or volume say; null where they say nothing. */
export interface OurLabels {
  readonly enable: boolean | null;
  readonly strategy: 'auto' | 'stop' | 'pause' | 'warm' | 'freeze' | 'none' | null;
  readonly format: 'direct' | 'tar' | null;
  /** Seconds. */
  readonly stopTimeout: number | null;
  readonly exclude: readonly string[];
  readonly hooks: { readonly before: string | null; readonly after: string | null };
  /** Labels that start with `kopi-docka.` and mean nothing to us. */
  readonly unknown: readonly string[];
  /** Labels whose value is not understood; they count as not set. */
  readonly bad: readonly string[];
}

/**
 * Reads our labels on a container or volume.
 *
 * Promise Never fails: labels are data from outside.
 */
export function parseLabels(labels: Readonly<Record<string, string>>): OurLabels {
  const bad: string[] = [];
  const read = <K extends keyof typeof KNOWN>(key: K): z.infer<(typeof KNOWN)[K]> | null => {
    const value = labels[PREFIX + key];
    if (value === undefined) return null;
    const parsed = KNOWN[key].safeParse(value);
    if (parsed.success) return parsed.data as z.infer<(typeof KNOWN)[K]>;
    bad.push(PREFIX + key);
    return null;
  };
  return {
    enable: read('enable'),
    strategy: read('strategy'),
    format: read('format'),
    stopTimeout: read('stop-timeout'),
    exclude: read('exclude') ?? [],
    hooks: { before: read('hook.before'), after: read('hook.after') },
    unknown: Object.keys(labels).filter(isUnknown).sort(),
    bad,
  };
}

function isUnknown(label: string): boolean {
  return label.startsWith(PREFIX) && label !== HELPER_LABEL && !Object.hasOwn(KNOWN, label.slice(PREFIX.length));
}
