import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { capturedTerminal } from './captured-terminal.ts';

const page = readFileSync(new URL('../../../docs/contract.md', import.meta.url), 'utf8');
const program = createProgram(capturedTerminal(), () => async () => undefined);

/** The rows of the table of commands: names such as `config show`, flags, and whether they are promised only. */
const rows = page
  .slice(page.indexOf('## 2. Commands'), page.indexOf('`WHEN`:'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.replaceAll('\\|', '/').split('|').slice(1))
  .map(([names = '', flags = '', does = '']) => ({
    names: [...names.matchAll(/`([a-z -]+?)(?: [a-z/-]+\/[a-z/-]+)?(?: .*?)?`/g)].flatMap(([text]) => expand(text)),
    flags: [...flags.replace(/`[^`]+` \*not yet\*/, '').matchAll(/--[a-z-]+/g)].map(([flag]) => flag),
    notYet: does.includes('*not yet*'),
  }));

/** `config show/check` → `config show`, `config check`; words in capitals and brackets are no part of a name. */
function expand(text: string): readonly string[] {
  const words = text
    .replaceAll('`', '')
    .split(' ')
    .filter((word) => /^[a-z]/.test(word));
  const [first = '', choices] = words;
  return choices === undefined ? [first] : choices.split('/').map((choice) => `${first} ${choice}`);
}

function leaves(command: Command, path = ''): readonly { readonly name: string; readonly command: Command }[] {
  return command.commands.flatMap((child) => {
    const name = `${path}${child.name()}`;
    return child.commands.length > 0 ? leaves(child, `${name} `) : [{ name, command: child }];
  });
}

test('every command that exists stands in the contract as one that does', () => {
  const promised = rows.filter(({ notYet }) => !notYet).flatMap(({ names }) => names);
  for (const { name } of leaves(program)) expect(promised).toContain(name);
});

test('every command that the contract does not mark "not yet" exists, with its flags', () => {
  const existing = new Map(leaves(program).map(({ name, command }) => [name, command]));
  const globals = program.options.map(({ long }) => long);
  for (const { names, flags } of rows.filter(({ notYet }) => !notYet)) {
    for (const name of names) expect([...existing.keys()]).toContain(name);
    const [only] = names;
    const known = [...globals, ...(existing.get(only ?? '')?.options.map(({ long }) => long) ?? [])];
    for (const flag of names.length === 1 ? flags : []) expect(known).toContain(flag);
  }
});
