import { basename } from 'node:path';

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
