const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Reads a duration as people write it in the config.
 *
 * Shape   `30s`, `5m`, `1h30m`, `2d`, or a bare number of seconds → seconds; null when it is none of these
 */
export function parseDuration(text: string | number): number | null {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? text : null;
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(?:\d+[smhd])+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  return parts.reduce((sum, [, amount, unit = 's']) => sum + Number(amount) * (SECONDS[unit] ?? 1), 0);
}
