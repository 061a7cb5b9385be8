import type { RawInspect } from '../docker/types.ts';

/** A copy of an inspect whose environment keeps its names and loses its values; a container can not be made again from it. */
export function redactEnvironment(raw: RawInspect): RawInspect {
  const config = raw['Config'] as { Env?: readonly string[] | null } | undefined;
  if (!config?.Env) return raw;
  return { ...raw, Config: { ...config, Env: config.Env.map((entry) => `${entry.split('=', 1)[0]}=***REDACTED***`) } };
}
