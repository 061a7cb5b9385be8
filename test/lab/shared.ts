import { inject } from 'vitest';
import { connectEngine, type LabEngine } from './engine.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    labEngine: { readonly socket: string; readonly dataRoot: string };
  }
}

/**
 * The one engine that all real tests share; the image of the lab is on it.
 *
 * Promise Started and removed by the set-up of the test run. Who stops, kills or restarts an engine starts an own one.
 */
export function sharedEngine(): LabEngine {
  const { socket, dataRoot } = inject('labEngine');
  return connectEngine(socket, dataRoot);
}
