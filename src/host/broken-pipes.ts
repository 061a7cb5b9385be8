import { closeSync, fstatSync, openSync } from 'node:fs';

/**
 * Lets the run go on when whoever read our output has gone: `kopi-docka backup | head`, a closed terminal.
 *
 * Promise From now on a failed write to stdout or stderr is dropped; nothing is thrown and nothing ends. The exit code
 *         stays ours when the terminal is gone.
 * Source  Node ends a process by an uncaught EPIPE (a pipe without a reader) or EIO (a terminal that is gone), and at exit
 *         aborts with 134 when it can not reset such a terminal; descriptors that were reopened it leaves alone (measured, 20.20).
 */
export function ignoreBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.once('exit', leaveDeadTerminal);
}

function leaveDeadTerminal(): void {
  if (terminalIsThere()) return;
  for (const fd of [0, 1, 2]) {
    try {
      if (!fstatSync(fd).isCharacterDevice()) continue;
      closeSync(fd);
      openSync('/dev/null', 'r+');
    } catch {
      // A descriptor that was closed before us needs no care.
    }
  }
}

function terminalIsThere(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r+'));
    return true;
  } catch {
    return false;
  }
}
