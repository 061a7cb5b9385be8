import { printable } from '../../host/text.ts';
import { shellWord } from '../shell-word.ts';
import type { Look } from './look.ts';

/** Says loudly which containers this run stopped and could not start again; null when all are back. */
export function notBackText(containers: readonly string[], look: Look): string | null {
  if (containers.length === 0) return null;
  return [
    look.paint.bold(look.paint.red('CONTAINERS NOT BACK: this run stopped them and could not start them again.')),
    ...containers.map((name) => `  docker start ${printable(shellWord(name))}`),
    'Or let kopi-docka recover try again.',
  ].join('\n');
}
