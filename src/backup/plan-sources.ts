import { relative } from 'node:path/posix';
import { KEPT_INSIDE_PATTERNS } from '../host/kept-inside.ts';
import { isWithin } from '../host/mounts.ts';
import { formatSource } from '../kopia/source.ts';
import type { Unit, UnitBind, UnitVolume } from '../units/types.ts';
import { volumeFolder } from '../units/volume-folder.ts';
import type { BackupRequest, PlannedSource } from './types.ts';

/** What planning the sources of a unit needs to know beside the unit. */
export interface SourceFacts {
  readonly identity: { readonly user: string; readonly host: string };
  /** The repository and our own folders, which no source may contain. */
  readonly ownFolders: readonly string[];
  readonly dockerRootDir: string;
}

/** Plans one snapshot for every volume and every bind of a unit; a bind within another is read with that one. */
export function planSources(unit: Unit, request: BackupRequest, facts: SourceFacts): readonly PlannedSource[] {
  const common = [...unit.rules.exclude, ...request.exclude];
  return [
    ...unit.volumes.map((volume) => planVolume(volume, common, request, facts)),
    ...unit.binds.filter((bind) => bind.within === null).map((bind) => planBind(bind, unit, common, request, facts)),
  ];
}

function planVolume(
  { volume, readable, format, exclude }: UnitVolume,
  common: readonly string[],
  request: BackupRequest,
  facts: SourceFacts,
): PlannedSource {
  const path = volumeFolder(volume, facts.dockerRootDir);
  return {
    ...{ kind: 'volume', name: volume.name, path, type: 'directory', readable, destination: null, readOnly: false },
    source: formatSource({ ...facts.identity, path }),
    format: readable === 'stream' ? 'tar' : (request.format ?? format),
    exclude: [
      ...[...common, ...exclude, ...ownFoldersIn(path, facts)],
      ...(readable === 'direct' ? [] : KEPT_INSIDE_PATTERNS),
    ],
  };
}

function planBind(
  { source, type, destination, readOnly, exclude }: UnitBind,
  unit: Unit,
  common: readonly string[],
  request: BackupRequest,
  facts: SourceFacts,
): PlannedSource {
  return {
    ...{ kind: 'bind', name: source, path: source, type, readable: 'direct', destination, readOnly },
    source: formatSource({ ...facts.identity, path: source }),
    format: type === 'file' ? 'direct' : (request.format ?? unit.rules.format),
    exclude: type === 'file' ? [] : [...common, ...exclude, ...ownFoldersIn(source, facts)],
  };
}

/** Ignore rules, in the syntax of .gitignore, for those of our folders that lie within a source: a backup must not read itself. */
function ownFoldersIn(path: string, { ownFolders }: SourceFacts): readonly string[] {
  return ownFolders
    .filter((folder) => folder !== path && isWithin(folder, path))
    .map((folder) => `/${escapePattern(relative(path, folder))}/`);
}

function escapePattern(path: string): string {
  return path.replace(/[\\*?[\]!# ]/g, '\\$&');
}
