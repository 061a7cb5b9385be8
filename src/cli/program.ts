import { Command, type CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import type { Act, Run } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { failureStyleOf, showFailure } from './failure.ts';
import { addGlobalOptions, readGlobals } from './globals.ts';
import { type MakeApp, Session } from './session.ts';
import type { Terminal } from './terminal.ts';
import { fromCommander, HelpShown } from './usage-error.ts';

/**
 * Runs the program once.
 *
 * Shape   argv without node and script → the exit code (docs/contract.md §3)
 * Promise Never throws and never ends the process; every failure is shown.
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  makeApp: MakeApp = makeRealApp,
): Promise<number> {
  try {
    let exitCode = 0;
    const program = createProgram(terminal, (run) => async (...given) => {
      exitCode = await runCommand(run, given.at(-1) as Command, terminal, makeApp);
    });
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    return thrown instanceof HelpShown ? 0 : showFailure(thrown, failureStyleOf(argv), terminal);
  }
}

/** Builds the tree of commands. */
export function createProgram(terminal: Terminal, act: Act): Command {
  const program = new Command('kopi-docka')
    .description("Cold backups of a Docker host's volumes on Kopia.")
    .version(`kopi-docka ${VERSION}`, '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true, helpWidth: helpWidth(terminal) })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: () => undefined,
    });
  addGlobalOptions(program);
  for (const add of COMMANDS) add(program, act);
  for (const command of allCommands(program)) throwUsageErrors(command);
  return program;
}

async function runCommand(run: Run, command: Command, terminal: Terminal, makeApp: MakeApp): Promise<number> {
  const session = new Session(terminal, readGlobals(command.optsWithGlobals()), makeApp);
  try {
    return await run(session, command.processedArgs, command.opts());
  } finally {
    session.close();
  }
}

/** Source commander 14: `exitOverride` is not inherited by commands that are already made. */
function throwUsageErrors(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    throw fromCommander(error, command);
  });
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function helpWidth(terminal: Terminal): number {
  return Math.max(40, terminal.stdout.columns ?? 80);
}

async function makeRealApp(options: Parameters<MakeApp>[0]): ReturnType<MakeApp> {
  const { buildApp } = await import('../app.ts');
  return buildApp(options);
}
