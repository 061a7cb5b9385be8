import { stringify } from 'yaml';
import type { ConfigFile } from './schema.ts';

/**
 * Writes a configuration as YAML.
 *
 * Shape   the configuration, lines of comment to stand above it → text that `parseConfig` reads as the same configuration
 * Promise Settings that say nothing are left out.
 */
export function formatConfig(file: ConfigFile, comments: readonly string[]): string {
  const head = comments.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
  const body = prune(file);
  return `${head}\n\n${body === undefined ? '' : stringify(body, { lineWidth: 0 })}`;
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, prune(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
