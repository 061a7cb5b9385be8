import { holdAndRead } from './hold-and-read.ts';
import type { ApplyStrategy } from './strategy.ts';

/** Stops the members, reads, starts them again: cold and consistent. */
export const stop: ApplyStrategy = (plan, tagsOf, context) => holdAndRead('stop', plan, tagsOf, context);
