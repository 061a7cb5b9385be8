import type { App } from '../app.ts';
import { type Emit, eventBus, type RunEvent } from '../events.ts';
import type { Globals } from './globals.ts';
import { interruptible } from './interrupt.ts';
import { jsonDocument } from './output/json.ts';
import { chooseListener, type RunListener } from './output/listener.ts';
import type { Look } from './output/look.ts';
import { lookOf, type Terminal } from './terminal.ts';

/** Builds the parts of the program; the command line does so only when a command needs them. */
export type MakeApp = (options: {
  readonly configFlag: string | null;
  readonly emit: Emit;
  readonly env: Terminal['env'];
}) => Promise<App>;

/** One call of one command: where its words go, what the global flags say, and the program's parts when first asked for. */
export class Session {
  readonly terminal: Terminal;
  readonly globals: Globals;
  /** How text on stdout and on stderr has to look. */
  readonly out: Look;
  readonly err: Look;
  readonly #makeApp: MakeApp;
  readonly #listeners: ((event: RunEvent) => void)[] = [];
  #progress: RunListener | null = null;
  #app: Promise<App> | null = null;

  constructor(terminal: Terminal, globals: Globals, makeApp: MakeApp) {
    this.terminal = terminal;
    this.globals = globals;
    this.out = lookOf(terminal.stdout, terminal.env, globals.color);
    this.err = lookOf(terminal.stderr, terminal.env, globals.color);
    this.#makeApp = makeApp;
  }

  /** True when a question can be asked and somebody is there to answer it. */
  get interactive(): boolean {
    const { stdin, stdout, stderr, env } = this.terminal;
    const unattended = !['', '0', 'false'].includes(env['CI'] ?? '');
    return Boolean(stdin.isTTY && stdout.isTTY && stderr.isTTY) && this.globals.input && !unattended;
  }

  /** The program's parts, built at the first call from the configuration. */
  app(): Promise<App> {
    this.#app ??= this.#build();
    return this.#app;
  }

  /** Adds a listener to the events of the run. Promise Only before the first `app()`. */
  listen(listener: (event: RunEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Runs what stop signals may end early: it gets the signal, and always brings back what it took. */
  interruptible<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return interruptible(run, (line) => this.say(line));
  }

  /** Prints what was asked for: the document with --json, else the text. */
  answer(document: unknown, text: (look: Look) => string): void {
    this.close();
    this.terminal.stdout.write(this.globals.json ? jsonDocument(document) : `${text(this.out)}\n`);
  }

  /** Prints how a run ended; with --quiet only when it did not end well. Gives the exit code back. */
  outcome(result: { readonly exitCode: number }, text: (look: Look) => string): number {
    if (this.globals.json || !this.globals.quiet || result.exitCode !== 0) this.answer(result, text);
    return result.exitCode;
  }

  /** Says a line on stderr. */
  say(line: string): void {
    this.#progress?.close();
    const record = { level: 'info', time: new Date().toISOString(), msg: line };
    this.terminal.stderr.write(this.globals.logFormat === 'json' ? jsonDocument(record) : `${line}\n`);
  }

  /** Ends the drawing of progress; what is printed next stands below it. */
  close(): void {
    this.#progress?.close();
    this.#progress = null;
  }

  async #build(): Promise<App> {
    this.#progress = await chooseListener(this.terminal, this.globals, this.err);
    const listeners = [this.#progress.listen, ...this.#listeners];
    return this.#makeApp({ configFlag: this.globals.config, emit: eventBus(listeners), env: this.terminal.env });
  }
}
