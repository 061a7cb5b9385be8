import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, Inventory, RawInspect, VolumeDefinition } from '../docker/types.ts';
import { ensureFolder } from '../host/files.ts';
import { sha256 } from '../host/new-file.ts';
import type { SealedFile, SealedMember } from '../points/types.ts';
import type { Unit } from '../units/types.ts';
import { chooseStoredNames } from './choose-stored-names.ts';
import type { CollectedProject } from './collect-project.ts';
import { folderName } from './recipe-folder.ts';
import { redactEnvironment } from './redact-environment.ts';

/** What is known of a unit before its window opens: files in `folder`, and what the seal will say of them. */
export interface StagedRecipe {
  readonly folder: string;
  readonly members: readonly SealedMember[];
  readonly project: {
    readonly name: string;
    readonly workingDir: string | null;
    readonly configFiles: readonly string[];
    readonly files: readonly SealedFile[];
  } | null;
  readonly volumes: readonly VolumeDefinition[];
  readonly networks: readonly string[];
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
  project: CollectedProject | null,
  options: { cacheFolder: string; redactEnvironment: boolean },
): StagedRecipe {
  const folder = join(stagingFolder(options.cacheFolder), folderName(unit.name));
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
    project: stageProject(unit, project, folder),
    volumes: unit.volumes.map(({ volume }) => ({
      name: volume.name,
      driver: volume.driver,
      options: volume.options,
      labels: volume.labels,
    })),
    networks: networks.map((network) => network.name),
  };
}

/** Removes what dead runs have staged. Promise  Only with the lock held: nobody stages anything then. */
export function sweepStaged(cacheFolder: string): void {
  rmSync(stagingFolder(cacheFolder), { recursive: true, force: true });
}

/** Removes the staged files, which hold secrets. */
export function removeStaged(recipe: StagedRecipe): void {
  rmSync(recipe.folder, { recursive: true, force: true });
}

function stagingFolder(cacheFolder: string): string {
  return join(cacheFolder, 'staging', 'recipes');
}

function stageProject(unit: Unit, collected: CollectedProject | null, folder: string): StagedRecipe['project'] {
  if (unit.project === null || collected === null) return null;
  const { files } = collected;
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
  const named = stored.filter(({ file }) => unit.project?.configFiles.includes(file.path));
  const main = named.length > 0 ? named : stored.filter(({ file }) => file.role === 'compose');
  writeJson(
    join(folder, 'compose_order.json'),
    main.map(({ name }) => name),
  );
  return {
    name: unit.project.name,
    workingDir: unit.project.workingDir,
    configFiles: main.map(({ file }) => file.path),
    files: stored.map(({ file: { path, role, mode, uid, gid, content }, name }) => ({
      ...{ file: name, path, role, mode, uid, gid },
      sha256: sha256(content),
    })),
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
