import { asKopiDockaError, KopiDockaError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** One thing to choose. `name` is what is shown. */
export interface Choice<Value> {
  readonly name: string;
  readonly value: Value;
}

/**
 * Asks questions on the terminal; they go to stderr, so that stdout stays for results.
 *
 * Errors  E_INTERRUPTED when the question is left by Ctrl-C or the terminal goes away; the signal's code when it aborts.
 */
export interface Ask {
  choose<Value>(question: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** At least one. */
  chooseSome<Value>(question: string, choices: readonly Choice<Value>[]): Promise<readonly Value[]>;
  /** `check` tells what is wrong with an answer; null accepts it. */
  text(question: string, suggestion: string, check: (answer: string) => string | null): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

const PAGE = 12;

/** Makes an Ask for a terminal; an open question ends when the signal aborts. The prompts are loaded at the first question. */
export function askOn({ stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>, signal?: AbortSignal): Ask {
  const context = { input: stdin, output: stderr, ...(signal === undefined ? {} : { signal }) };
  const answered = <Answer>(ask: () => Promise<Answer>) =>
    ask().catch((cause) => Promise.reject(whyLeft(cause, signal)));
  const prompts = () => import('@inquirer/prompts');
  return {
    choose: (message, choices) =>
      answered(async () =>
        (await prompts()).select({ message, choices: [...choices], pageSize: PAGE, loop: false }, context),
      ),
    chooseSome: (message, choices) =>
      answered(async () =>
        (await prompts()).checkbox(
          { message, choices: [...choices], pageSize: PAGE, loop: false, required: true },
          context,
        ),
      ),
    text: (message, suggestion, check) =>
      answered(async () =>
        (await prompts()).input({ message, default: suggestion, validate: (answer) => check(answer) ?? true }, context),
      ),
    confirm: (message) => answered(async () => (await prompts()).confirm({ message, default: false }, context)),
  };
}

function whyLeft(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (!(cause instanceof Error) || !LEFT.has(cause.name)) return cause;
  const { code } = signal?.aborted ? asKopiDockaError(signal.reason) : ({ code: 'E_INTERRUPTED' } as const);
  return new KopiDockaError(code, 'stopped at a question', { hint: 'Nothing was changed.', cause });
}

const LEFT = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError']);
