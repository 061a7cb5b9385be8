import { KopiDockaError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** One thing to choose. `name` is what is shown. */
export interface Choice<Value> {
  readonly name: string;
  readonly value: Value;
  readonly disabled?: string;
}

/**
 * Asks questions on the terminal; they go to stderr, so that stdout stays for results.
 *
 * Errors  E_INTERRUPTED when the question is left by Ctrl-C or the terminal goes away.
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

/** Makes an Ask for a terminal. The prompts are loaded at the first question. */
export function askOn({ stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>): Ask {
  const context = { input: stdin, output: stderr };
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

async function answered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof Error) || !LEFT.has(cause.name)) throw cause;
    throw new KopiDockaError('E_INTERRUPTED', 'stopped at a question', { hint: 'Nothing was changed.', cause });
  }
}

const LEFT = new Set(['ExitPromptError', 'AbortPromptError', 'CancelPromptError']);
