import { KopiDockaError } from '../errors.ts';

/** The newest point, or the newest one not younger than `notAfter`, in ms since 1970. */
export type When = { readonly kind: 'latest' } | { readonly kind: 'not-after'; readonly notAfter: number };

/**
 * Reads WHEN: `latest`, an RFC 3339 time, a date, or an age such as `2d`, `6h`, `1d12h`.
 *
 * Shape   times without a zone are UTC; a date means its last moment, a time without seconds or fraction the end of that minute or second
 * Units   ages: w, d, h, m, s
 * Errors  E_USAGE when it is none of these.
 * Source  docs/contract.md §2.
 */
export function parseWhen(text: string, now: Date): When {
  const when = text.trim();
  if (when === 'latest') return { kind: 'latest' };
  const notAfter = parseAge(when, now) ?? parseTime(when);
  if (notAfter === null)
    throw new KopiDockaError('E_USAGE', `cannot read the time "${text}"`, {
      hint: 'Write latest, a time such as 2026-07-01T10:00:00Z, a date such as 2026-07-01, or an age such as 2d or 6h.',
    });
  return { kind: 'not-after', notAfter };
}

const UNIT_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

function parseAge(text: string, now: Date): number | null {
  if (!/^(\d{1,6}[wdhms])+$/.test(text)) return null;
  let age = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g))
    age += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return now.getTime() - age;
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$/;

function parseTime(text: string): number | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, date, minute = '23:59', second = '59', fraction = '.999', zone = 'Z'] = match;
  const time = Date.parse(`${date}T${minute}:${second}${fraction}${zone.toUpperCase()}`);
  return Number.isNaN(time) || !isOnCalendar(date ?? '') ? null : time;
}

/** JavaScript takes 31 June for 1 July. */
function isOnCalendar(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
