import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type LabHost, programPath } from '../../lab/cli.ts';
import { waitFor } from '../../lab/wait.ts';

/** A real terminal in which the built program runs. `keys` are names as tmux knows them, such as `Enter`, `C-c`. */
export interface Tmux {
  keys(...keys: readonly string[]): void;
  /** Everything on the screen, and what has scrolled off it. */
  screen(): string;
  /** Waits until the screen shows a text. Errors  Throws with the screen when it does not. */
  shows(text: string): Promise<void>;
  /** Waits for the end of the program, and gives its exit code. */
  exitCode(): Promise<number>;
  /** Sends a signal to the program. */
  signal(signal: NodeJS.Signals): void;
  dispose(): void;
}

/** Starts the program in a terminal of its own, on a private server. */
export function onTmux(host: LabHost, args: readonly string[], size = { columns: 100, rows: 30 }): Tmux {
  const server = `kopi-docka-${randomBytes(4).toString('hex')}`;
  const tmux = (...words: readonly string[]) =>
    execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...words], {
      env: { ...host.env, TERM: 'xterm' },
      encoding: 'utf8',
    });
  const line = [process.execPath, programPath(), ...args].map((word) => `'${word}'`).join(' ');
  tmux(
    'new-session',
    '-d',
    '-x',
    String(size.columns),
    '-y',
    String(size.rows),
    `${line}; echo "ended=$?="; sleep 600`,
  );
  const terminal: Tmux = {
    keys: (...keys) => void tmux('send-keys', ...keys),
    screen: () => tmux('capture-pane', '-p', '-S', '-'),
    shows: async (text) => {
      await waitFor(`"${text}" on the screen`, () => terminal.screen().includes(text)).catch((cause: Error) => {
        throw new Error(`${cause.message}\n${terminal.screen()}`);
      });
    },
    exitCode: async () => {
      const ended = await waitFor(
        'the end of the program',
        () => /ended=(\d+)=/.exec(terminal.screen()) ?? undefined,
        60_000,
      );
      return Number(ended[1]);
    },
    signal: (signal) => {
      const shell = Number(tmux('display-message', '-p', '#{pane_pid}'));
      const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ').map(Number);
      for (const pid of children) process.kill(pid, signal);
    },
    dispose: () => void tmux('kill-server'),
  };
  return terminal;
}
