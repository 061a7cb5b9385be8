import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import type { Container } from '../docker/types.ts';
import type { Project } from '../units/types.ts';
import { parseComposeReferences } from './parse-compose-references.ts';
import { translatePath } from './translate-path.ts';

const LARGEST_FILE = 4 * 1024 * 1024;

/** A project file as it will lie in the recipe; `path` is where it came from on this host. */
export interface ProjectFile {
  readonly path: string;
  readonly role: 'compose' | 'env' | 'other';
  readonly mode: number;
  readonly content: Buffer;
}

/** The project files that were found, Compose files first and in their order, and what should be there and is not. */
export interface CollectedProject {
  readonly files: readonly ProjectFile[];
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Collects the files that Compose needs to make a project again: its Compose files, what they refer to (include, extends,
 * env_file, configs, secrets), env files from the labels, and the `.env` beside them.
 *
 * Promise Paths that exist only inside a manager's container (Portainer and the like) are looked up through the mounts of all
 *         containers. A file that can not be read is named in `missing`, never a failure.
 */
export function collectProject(project: Project, containers: readonly Container[]): CollectedProject {
  const collector = new Collector(containers);
  const workingDir = project.workingDir ?? dirname(project.configFiles[0] ?? '/');
  const composePaths = project.configFiles.filter((path) => path !== '-').map((path) => absolute(path, workingDir));
  for (const path of composePaths) collector.addCompose(path);
  for (const path of project.environmentFiles) collector.add(absolute(path, workingDir), 'env', true);
  for (const folder of new Set([workingDir, ...composePaths.map((path) => dirname(path))])) {
    collector.add(resolve(folder, '.env'), 'env', false);
  }
  return collector.result();
}

class Collector {
  readonly #containers: readonly Container[];
  readonly #files = new Map<string, ProjectFile>();
  readonly #missing: { path: string; reason: string }[] = [];

  constructor(containers: readonly Container[]) {
    this.#containers = containers;
  }

  addCompose(path: string): void {
    const file = this.add(path, 'compose', true);
    if (file === null) return;
    for (const reference of parseComposeReferences(file.content.toString('utf8'))) {
      const target = absolute(reference.path, dirname(file.path));
      if (reference.role === 'compose') this.addCompose(target);
      else this.add(target, reference.role, reference.required);
    }
  }

  /** Adds one file; null when it is already there or can not be had. */
  add(path: string, role: ProjectFile['role'], required: boolean): ProjectFile | null {
    const here = translatePath(path, this.#containers, isFile);
    if (this.#files.has(here)) return null;
    try {
      const stat = statSync(here);
      if (!stat.isFile()) throw new Error('it is no regular file');
      if (stat.size > LARGEST_FILE) throw new Error('it is larger than 4 MiB');
      const file: ProjectFile = { path: here, role, mode: stat.mode & 0o7777, content: readFileSync(here) };
      this.#files.set(here, file);
      return file;
    } catch (cause) {
      if (required)
        this.#missing.push({ path, reason: (cause as NodeJS.ErrnoException).code ?? (cause as Error).message });
      return null;
    }
  }

  result(): CollectedProject {
    const order = { compose: 0, env: 1, other: 2 };
    return { files: [...this.#files.values()].sort((a, b) => order[a.role] - order[b.role]), missing: this.#missing };
  }
}

/**
 * Gives every file of a project a name of its own below one folder.
 *
 * Shape   readonly { path }[] → string[], same order; `compose.yaml`, then `2-compose.yaml` when taken.
 */
export function chooseStoredNames(paths: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const base = basename(path);
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${count}-${base}`;
    taken.add(name);
    return name;
  });
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) ? resolve(path) : resolve(folder, path);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
