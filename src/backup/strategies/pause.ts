import { holdAndRead } from './hold-and-read.ts';
import type { ApplyStrategy } from './strategy.ts';

/** Freezes the members in memory, reads, lets them go on: like the disk after a power cut, for what survives one. */
export const pause: ApplyStrategy = (plan, tagsOf, context) => holdAndRead('pause', plan, tagsOf, context);
