import type { RestoreRequest } from '../../restore/types.ts';
import { shellWord } from '../shell-word.ts';

/** The command line that asks for the same restore without a question, ready to be pasted into a shell. */
export function restoreCommandLine(request: RestoreRequest): string {
  const words = [
    'kopi-docka',
    'restore',
    ...(request.unit === null ? [] : [request.unit]),
    ...flag('--host', request.host),
    ...flag('--point', request.point),
    ...flag('--at', request.at),
    ...flag('--previous', request.previous === 0 ? null : String(request.previous)),
    ...request.volumes.flatMap((name) => ['--volume', name]),
    ...flag('--to-dir', request.toDir),
    ...Object.entries(request.toVolume).flatMap(([from, to]) => ['--to-volume', `${from}=${to}`]),
    ...(request.start ? [] : ['--no-start']),
    ...(request.create ? [] : ['--no-create']),
    ...(request.keepUndo ? [] : ['--no-undo']),
    '--yes',
  ];
  return words.map(shellWord).join(' ');
}

function flag(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [name, value];
}
