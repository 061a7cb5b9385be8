/** Ways to make text stand out. Promise Meaning never hangs on it: every word says the same without colour. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Decides whether one stream gets colour.
 *
 * Promise In this order: --no-color, NO_COLOR, FORCE_COLOR (0 means no), TERM=dumb, then whether the stream is a terminal.
 * Source  no-color.org; force-color.org.
 */
export function wantsColour(isTerminal: boolean, env: Environment, allowed: boolean): boolean {
  if (!allowed || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return env['TERM'] !== 'dumb' && isTerminal;
}

/** Makes the paint of a stream: ANSI colours, or nothing at all. */
export function makePaint(colour: boolean): Paint {
  const paint = (on: number, off: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), yellow: paint(33, 39), green: paint(32, 39) };
}
