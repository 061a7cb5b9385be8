import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Container } from '../docker/types.ts';
import { matchPattern } from '../units/match-pattern.ts';
import type { Project } from '../units/types.ts';
import type { ComposeAnswer, ProjectOnDisk } from './ask-compose.ts';
import { interpolate } from './interpolate.ts';
import { type Include, parseComposeReferences } from './parse-compose-references.ts';
import { type ProjectFile, readProjectFile } from './read-project-file.ts';
import { translatePath } from './translate-path.ts';

/**
 * The project files that were found, Compose files first and in their order; what should be there and is not; what nobody
 * wants. `problem` is why Compose could not make the project again from them; null when it could, or was not asked.
 */
export interface CollectedProject {
  readonly files: readonly ProjectFile[];
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
  readonly waived: readonly string[];
  readonly problem: string | null;
}

/** How project files are looked for. `waived` holds patterns of paths that are left out by the user's wish. */
export interface CollectOptions {
  readonly waived: readonly string[];
  /** Asks Compose; null where it is not installed. */
  readonly ask: ((project: ProjectOnDisk) => Promise<ComposeAnswer | null>) | null;
}

/** Where a Compose file is read: the folder that its paths are relative to, and the values of its variables. */
interface Scope {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Collects the files that Compose needs to make a project again: its Compose files, what they refer to (include, extends,
 * env_file, label_file, configs, secrets), env files from the labels, and the `.env` beside them.
 *
 * Promise Paths that exist only inside a manager's container (Portainer and the like) are looked up through the mounts of all
 *         containers. A file that can not be read is named in `missing`, never a failure.
 * Source  Compose reads the paths in all `--file`s relative to the project's folder, those in an extended file relative to that
 *         one, those of an include relative to its project_directory; measured with 2.26.
 */
export async function collectProject(
  project: Project,
  containers: readonly Container[],
  { waived, ask }: CollectOptions,
): Promise<CollectedProject> {
  const collector = new Collector(containers, waived);
  const folder = project.workingDir ?? dirname(project.configFiles[0] ?? '/');
  const configFiles = project.configFiles.map((path) => resolve(folder, path));
  const named = project.environmentFiles.map((path) => resolve(folder, path));
  const beside = [...new Set([folder, ...configFiles.map((path) => dirname(path))])].map((at) => resolve(at, '.env'));
  for (const path of named) collector.add(path, 'env', true);
  for (const path of beside) collector.add(path, 'env', false);
  const variables = collector.variablesOf(named.length > 0 ? named : beside.slice(0, 1));
  for (const path of configFiles) collector.addCompose(path, { folder, variables });
  const onDisk = collector.onDisk({ name: project.name, folder, composeFiles: configFiles, envFiles: named });
  const answer = ask === null || onDisk === null ? null : await ask(onDisk);
  if (answer !== null && 'files' in answer) for (const path of answer.files) collector.add(path, 'other', true);
  return { ...collector.result(), problem: answer !== null && 'problem' in answer ? answer.problem : null };
}

class Collector {
  readonly #containers: readonly Container[];
  readonly #unwanted: readonly string[];
  readonly #files = new Map<string, ProjectFile>();
  readonly #missing = new Map<string, string>();
  readonly #waived = new Set<string>();

  constructor(containers: readonly Container[], unwanted: readonly string[]) {
    this.#containers = containers;
    this.#unwanted = unwanted;
  }

  addCompose(path: string, scope: Scope): void {
    const file = this.add(path, 'compose', true);
    if (file === null) return;
    const { files, extended, included } = parseComposeReferences(file.content.toString('utf8'));
    for (const reference of files) {
      const target = this.#resolve(reference.path, scope);
      if (target !== null) this.add(target, reference.role, reference.required);
    }
    for (const reference of extended) {
      const target = this.#resolve(reference, scope);
      if (target !== null) this.addCompose(target, { ...scope, folder: dirname(target) });
    }
    for (const include of included) this.#include(include, scope);
  }

  /** Adds one file; null when it is already there or can not be had. */
  add(path: string, role: ProjectFile['role'], required: boolean): ProjectFile | null {
    const here = this.#here(path);
    if (this.#files.has(here)) return null;
    if (this.#unwanted.some((pattern) => matchPattern(pattern, path) || matchPattern(pattern, here))) {
      if (required || isFile(here)) this.#waived.add(path);
      return null;
    }
    const file = readProjectFile(here, role);
    if ('reason' in file) {
      if (required) this.#missing.set(path, file.reason);
      return null;
    }
    this.#files.set(here, file);
    return file;
  }

  /** What the env files set; of several the later ones win. */
  variablesOf(paths: readonly string[]): Scope['variables'] {
    const texts = paths.map((path) => this.#files.get(this.#here(path))?.content.toString('utf8') ?? '');
    return Object.assign({}, ...texts.map((text) => parseEnv(text)));
  }

  /** The project with the paths of this host; null when not all of its files are there. */
  onDisk(project: ProjectOnDisk): ProjectOnDisk | null {
    const composeFiles = project.composeFiles.map((path) => this.#here(path));
    const envFiles = project.envFiles.map((path) => this.#here(path));
    const folder = translatePath(project.folder, this.#containers, existsSync);
    const isThere = composeFiles.length > 0 && [...composeFiles, ...envFiles].every((path) => this.#files.has(path));
    return isThere ? { ...project, folder, composeFiles, envFiles } : null;
  }

  result(): Omit<CollectedProject, 'problem'> {
    const order = { compose: 0, env: 1, other: 2 };
    return {
      files: [...this.#files.values()].sort((a, b) => order[a.role] - order[b.role]),
      missing: [...this.#missing].map(([path, reason]) => ({ path, reason })),
      waived: [...this.#waived],
    };
  }

  #include({ paths, projectDirectory, envFiles }: Include, scope: Scope): void {
    const targets = paths.flatMap((path) => this.#resolve(path, scope) ?? []);
    const folder = projectDirectory === null ? dirname(targets[0] ?? '/') : this.#resolve(projectDirectory, scope);
    if (folder === null) return;
    const named = envFiles.flatMap((path) => this.#resolve(path, scope) ?? []);
    for (const path of named) this.add(path, 'env', true);
    const beside = resolve(folder, '.env');
    this.add(beside, 'env', false);
    const own = this.variablesOf(named.length > 0 ? named : [beside]);
    for (const path of targets) this.addCompose(path, { folder, variables: { ...own, ...scope.variables } });
  }

  /** The absolute path that a reference means; null, and missing, when nobody can tell, or it is no file of this host. */
  #resolve(reference: string, { folder, variables }: Scope): string | null {
    const path = interpolate(reference, variables);
    const isRemote = path !== null && /^[a-z][a-z0-9+.-]*:\/\/|^git@/.test(path);
    if (path !== null && !isRemote) return isAbsolute(path) ? resolve(path) : resolve(folder, path);
    this.#missing.set(reference, isRemote ? 'it lies elsewhere' : 'no env file sets the variable in its path');
    return null;
  }

  #here(path: string): string {
    return translatePath(path, this.#containers, isFile);
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
