import { basename, dirname, join, normalize } from 'node:path';

/** A file of a project in a recipe: where it lies there, and where on its host it came from; null when nobody recorded it. */
export interface LegacyFile {
  readonly stored: string;
  readonly path: string | null;
}

/** The names in a recipe, and what Compose's labels say of the project. */
export interface RecipeNames {
  readonly top: readonly string[];
  readonly projectFiles: readonly string[];
  /** The content of `compose_order.json`; null before 3.6.4 of the Python tool. */
  readonly order: readonly string[] | null;
  /** The label `com.docker.compose.project.config_files`, split. */
  readonly configFiles: readonly string[];
}

/** Compose files in the order in which Compose took them, and the files that lay beside them. */
export interface OrderedFiles {
  readonly compose: readonly LegacyFile[];
  readonly project: readonly LegacyFile[];
}

/**
 * Tells the Compose files of a recipe from its other files.
 *
 * Promise Any recipe of the Python tool: one file renamed to `docker-compose.yml` (from 2.0), more of them among the project
 *         files (from 3.0.8), all under their own names with an order (from 3.6.4). A path that is not absolute and plain is none.
 * Source  docs/legacy.md, recipe.
 */
export function orderProjectFiles(names: RecipeNames): OrderedFiles {
  const compose = names.order === null ? composeByLabel(names) : composeByOrder(names, names.order);
  const taken = new Set(compose.map(({ stored }) => stored));
  const folder = plainPath(names.configFiles[0]);
  const project = names.projectFiles
    .map((name) => ({ stored: inProject(name), path: folder === null ? null : join(dirname(folder), name) }))
    .filter(({ stored }) => !taken.has(stored));
  return { compose, project };
}

const RENAMED = 'docker-compose.yml';

function composeByOrder({ top, configFiles }: RecipeNames, order: readonly string[]): readonly LegacyFile[] {
  return [...new Set(order)]
    .filter((name) => top.includes(name))
    .map((name) => ({ stored: name, path: plainPath(configFiles.find((path) => basename(path) === name)) }));
}

function composeByLabel({ top, projectFiles, configFiles }: RecipeNames): readonly LegacyFile[] {
  const [first, ...others] = configFiles;
  const main = top.includes(RENAMED) ? [{ stored: RENAMED, path: plainPath(first) }] : [];
  const more = others.filter((path) => projectFiles.includes(basename(path)));
  return [...main, ...more.map((path) => ({ stored: inProject(basename(path)), path: plainPath(path) }))];
}

function inProject(name: string): string {
  return `project-files/${name}`;
}

/** Labels are data from outside. */
function plainPath(path: string | undefined): string | null {
  return path?.startsWith('/') && normalize(path) === path ? path : null;
}
