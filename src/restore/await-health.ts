import { once } from 'node:events';
import type { Container } from '../docker/types.ts';
import { type Failure, KopiDockaError } from '../errors.ts';
import type { RestoreContext } from './tools.ts';

/**
 * Waits until every container with a health check is healthy on the new data, and says which is not.
 *
 * Promise Never rejects. An abort ends the waiting: nothing is said then about containers that were still starting.
 */
export async function awaitHealth(
  containers: readonly Container[],
  undo: string | null,
  context: RestoreContext,
): Promise<readonly Failure[]> {
  const { engine, emit, unit, signal, config } = context;
  const checked = containers.filter((container) => container.hasHealthcheck);
  if (signal.aborted) return [];
  const done = new AbortController();
  const aborted = once(signal, 'abort', { signal: done.signal }).then(
    () => null,
    () => null,
  );
  const failures = await Promise.all(
    checked.map(async ({ id, name }) => {
      const waited = engine.waitHealthy(id, config.backup.healthTimeoutSeconds * 1000).catch(() => false);
      const healthy = await Promise.race([waited, aborted]);
      if (healthy === true) emit({ type: 'member-healthy', unit, member: name });
      return healthy === false ? [unhealthy(name, undo)] : [];
    }),
  );
  done.abort();
  return failures.flat();
}

function unhealthy(name: string, undo: string | null): Failure {
  const logs = `See docker logs ${name}`;
  return new KopiDockaError('E_UNHEALTHY', `container ${name} runs on the restored data but is not healthy`, {
    hint: undo === null ? `${logs}.` : `${logs}; kopi-docka undo ${undo} puts the old data back.`,
  }).toFailure();
}
