import { basename, dirname } from 'node:path';
import { commandLine } from '../host/text.ts';
import type { KnownUnit } from './known-unit.ts';

/** The names that Compose looks for by itself, the first one that is there and its override. */
const FOUND_BY_COMPOSE = [/^(?:compose|docker-compose)\.ya?ml$/, /^(?:compose|docker-compose)\.override\.ya?ml$/];

/**
 * The command that makes the containers of a project again, for a person to type.
 *
 * Shape   short where Compose finds the project's name and files by itself in its folder, in full otherwise
 */
export function composeUp({ name, workingDir, configFiles }: NonNullable<KnownUnit['project']>): string {
  const folder = workingDir ?? dirname(configFiles[0] ?? '/');
  const plain =
    basename(folder) === name &&
    configFiles.every((path, at) => dirname(path) === folder && FOUND_BY_COMPOSE[at]?.test(basename(path)));
  if (plain || configFiles.length === 0) return `docker compose up -d in ${folder}`;
  const words = ['docker', 'compose', '--project-name', name, '--project-directory', folder];
  return commandLine([...words, ...configFiles.flatMap((path) => ['--file', path]), 'up', '-d']);
}
