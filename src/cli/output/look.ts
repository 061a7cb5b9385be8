import type { Paint } from './colour.ts';
import type { Symbols } from './symbols.ts';

/** Everything a text needs to know of the place it is printed to. `width` is Infinity where lines are never cut. */
export interface Look {
  readonly paint: Paint;
  readonly symbols: Symbols;
  readonly width: number;
  /** Milliseconds since 1970: the moment that ages are counted from. */
  readonly now: number;
}
