import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, Inventory, RawInspect, VolumeDefinition } from '../docker/types.ts';
import { ensureFolder } from '../host/files.ts';
import type { SealedFile, SealedMember } from '../points/types.ts';
import type { Unit } from '../units/types.ts';
import { chooseStoredNames, collectProject } from './collect-project.ts';
import { folderName } from './recipe-folder.ts';
import { redactEnvironment } from './redact-environment.ts';

/** What is known of a unit before its window opens: files in `folder`, and what the seal will say of them. */
export interface StagedRecipe {
  readonly folder: string;
  readonly members: readonly SealedMember[];
  readonly project: {
    readonly name: string;
    readonly workingDir: string | null;
    readonly files: readonly SealedFile[];
  } | null;
  readonly volumes: readonly VolumeDefinition[];
  readonly networks: readonly string[];
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Writes everything that makes a unit again, but its data, into a private folder: Compose and env files, raw inspects, networks.
 *
 * Promise Changes nothing on the engine. Files keep the names that the Python tool reads (`compose_order.json`,
 *         `<container>_inspect.json`, `networks.json`).
 */
export function stageRecipe(
  unit: Unit,
  inventory: Inventory,
  options: { cacheFolder: string; redactEnvironment: boolean },
): StagedRecipe {
  const folder = join(options.cacheFolder, 'staging', 'recipes', folderName(unit.name));
  rmSync(folder, { recursive: true, force: true });
  ensureFolder(folder);
  const members = unit.members.map(({ container, service }) => ({ container, service }));
  const redact = (raw: RawInspect) => (options.redactEnvironment ? redactEnvironment(raw) : raw);
  for (const { container } of members) writeJson(join(folder, inspectName(container)), [redact(container.raw)]);
  const networks = inventory.networks.filter((network) => unit.networks.includes(network.name));
  writeJson(
    join(folder, 'networks.json'),
    networks.map((network) => network.raw),
  );
  return {
    folder,
    members: members.map(({ container, service }) => ({
      id: container.id,
      name: container.name,
      service,
      state: container.state,
      inspect: inspectName(container),
    })),
    ...stageProject(unit, inventory.containers, folder),
    volumes: unit.volumes.map(({ volume }) => ({
      name: volume.name,
      driver: volume.driver,
      options: volume.options,
      labels: volume.labels,
    })),
    networks: networks.map((network) => network.name),
  };
}

/** Removes the staged files, which hold secrets. */
export function removeStaged(recipe: StagedRecipe): void {
  rmSync(recipe.folder, { recursive: true, force: true });
}

function stageProject(
  unit: Unit,
  containers: readonly Container[],
  folder: string,
): Pick<StagedRecipe, 'project' | 'missing'> {
  if (unit.project === null) return { project: null, missing: [] };
  const { files, missing } = collectProject(unit.project, containers);
  const composeFiles = files.filter((file) => file.role === 'compose');
  const others = files.filter((file) => file.role !== 'compose');
  const composeNames = chooseStoredNames(composeFiles.map((file) => file.path));
  const otherNames = chooseStoredNames(others.map((file) => file.path)).map((name) => join('project-files', name));
  ensureFolder(join(folder, 'project-files'));
  const stored = [
    ...composeFiles.map((file, i) => ({ file, name: composeNames[i] as string })),
    ...others.map((file, i) => ({ file, name: otherNames[i] as string })),
  ];
  for (const { file, name } of stored) writePrivate(join(folder, name), file.content);
  writeJson(join(folder, 'compose_order.json'), composeNames);
  return {
    project: {
      name: unit.project.name,
      workingDir: unit.project.workingDir,
      files: stored.map(({ file, name }) => ({ file: name, path: file.path, role: file.role, mode: file.mode })),
    },
    missing,
  };
}

function inspectName(container: Container): string {
  return `${container.name}_inspect.json`;
}

function writeJson(path: string, value: unknown): void {
  writePrivate(path, `${JSON.stringify(value, null, 1)}\n`);
}

function writePrivate(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content, { mode: 0o600 });
}
