import type { Engine } from '../docker/types.ts';
import { asKopiDockaError, type KopiDockaError } from '../errors.ts';
import { monotonicMs, sleep } from '../host/clock.ts';

/**
 * The engine as recovery needs it: one that may be away for a while.
 *
 * Units   `patienceMs`: how long a call waits for an engine that does not answer
 * Promise A call that a living engine refuses is repeated once: its first answer may have been lost in a restart. What
 *         throws in the end is the engine's own error. Only calls that are safe to repeat belong here.
 */
export class EngineLink {
  readonly #connect: () => Promise<Engine>;
  readonly #patienceMs: number;
  #engine: Engine | null = null;

  constructor(connect: () => Promise<Engine>, patienceMs: number) {
    this.#connect = connect;
    this.#patienceMs = patienceMs;
  }

  async call<T>(ask: (engine: Engine) => Promise<T>): Promise<T> {
    const start = monotonicMs();
    for (let refusals = 0; ; ) {
      try {
        this.#engine ??= await this.#connect();
        return await ask(this.#engine);
      } catch (thrown) {
        const error = asKopiDockaError(thrown);
        if (!mayPass(error)) throw error;
        if (await this.answers()) refusals += 1;
        if (refusals > 1 || monotonicMs() - start > this.#patienceMs) throw error;
        await sleep(Math.min(500, this.#patienceMs));
      }
    }
  }

  /** True when the engine answers now. */
  async answers(): Promise<boolean> {
    try {
      this.#engine ??= await this.#connect();
      await this.#engine.info();
      return true;
    } catch {
      this.#engine = null;
      return false;
    }
  }
}

/** Waiting helps with an engine that restarts, not with one that we may not use. */
function mayPass(error: KopiDockaError): boolean {
  const reason = (error.cause as NodeJS.ErrnoException | undefined)?.code;
  const forbidden = reason === 'EACCES' || reason === 'EPERM';
  return !forbidden && (error.code === 'E_DOCKER' || error.code === 'E_DOCKER_TIMEOUT');
}
