import { randomBytes } from 'node:crypto';
import { connectEngine } from '../../../src/docker/engine.ts';
import type { Engine } from '../../../src/docker/types.ts';
import type { LabEngine } from '../../lab/engine.ts';
import { LAB_IMAGE } from '../../lab/image.ts';

/** Our engine layer on an engine of the lab. */
export function connectTo(engine: { readonly host: string }): Promise<Engine> {
  return connectEngine({ env: { DOCKER_HOST: engine.host, HOME: '/nonexistent' } });
}

/** Makes containers for one test file and removes them again. */
export function containerYard(engine: LabEngine) {
  const made: string[] = [];
  return {
    /** Creates a container with a name of its own; started unless told otherwise. */
    async make(body: { readonly Cmd?: readonly string[]; readonly [key: string]: unknown } = {}, started = true) {
      const name = `yard-${randomBytes(6).toString('hex')}`;
      const { Id } = await engine.call('POST', `/containers/create?name=${name}`, {
        Image: LAB_IMAGE,
        ...body,
        HostConfig: { NetworkMode: 'none', ...(body['HostConfig'] as object) },
      });
      made.push(Id);
      if (started) await engine.call('POST', `/containers/${Id}/start`);
      return { id: Id as string, name };
    },
    /** Removes them all, with their anonymous volumes. */
    async clear() {
      await Promise.all(
        made.splice(0).map((id) => engine.call('DELETE', `/containers/${id}?force=1&v=1`).catch(() => undefined)),
      );
    },
  };
}

/** A container's state as the engine tells it, past our own layer. */
export async function stateOf(engine: LabEngine, id: string): Promise<string> {
  return (await engine.call('GET', `/containers/${id}/json`)).State.Status;
}

/** A shell command as `Cmd`. */
export function shell(script: string): { readonly Cmd: readonly string[] } {
  return { Cmd: ['sh', '-c', script] };
}
