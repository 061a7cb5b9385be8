import { makePaint } from '../../../src/cli/output/colour.ts';
import type { Look } from '../../../src/cli/output/look.ts';
import { chooseSymbols } from '../../../src/cli/output/symbols.ts';

/** A look without colour, for a terminal of that width, on 1 July 2026 at noon UTC. */
export function plainLook(width = 80): Look {
  return {
    paint: makePaint(false),
    symbols: chooseSymbols({ LANG: 'en_US.UTF-8' }),
    width,
    now: Date.parse('2026-07-01T12:00:00Z'),
  };
}
