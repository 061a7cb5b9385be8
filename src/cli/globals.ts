import { type Command, Option } from 'commander';
import * as z from 'zod';
import { parseOptions } from './parse-options.ts';

const logFormat = z.enum(['text', 'json']);
const progress = z.enum(['auto', 'plain', 'none']);

const schema = z.object({
  config: z.string().min(1).nullable().default(null),
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  verbose: z.boolean().default(false),
  logFormat: logFormat.default('text'),
  progress: progress.default('auto'),
  color: z.boolean().default(true),
  input: z.boolean().default(true),
});

/** The flags that every command takes (docs/contract.md §2). */
export type Globals = Readonly<z.infer<typeof schema>>;

/** Adds the global flags to the program; commander then takes them before and after the name of a command. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('--config <file>', 'use this configuration file')
    .option('--json', 'print exactly one JSON document on stdout, also on failure')
    .option('--quiet', 'print nothing when all goes well')
    .option('-v, --verbose', 'say more')
    .addOption(new Option('--log-format <format>', 'how to write messages on stderr').choices(logFormat.options))
    .addOption(new Option('--progress <how>', 'how to show progress on stderr').choices(progress.options))
    .option('--no-color', 'no colour')
    .option('--no-input', 'never ask');
}

/** Reads the global flags from what commander parsed. */
export function readGlobals(options: unknown): Globals {
  return parseOptions(schema, options);
}
