import { isAbsolute, join, normalize, relative } from 'node:path';
import type { Warning } from '../events.ts';
import type { Owner } from '../host/folder-handle.ts';
import { isWithin } from '../host/mounts.ts';
import { commandLine, printable } from '../host/text.ts';
import type { Point } from '../points/types.ts';
import type { KnownFile, KnownUnit } from './known-unit.ts';
import type { FileSite } from './survey-files.ts';
import type { PlannedFile } from './types.ts';

/** Folders that `--to-dir` fills with something else than volumes and binds. */
export const PROJECT_FOLDER = 'project';
export const ENGINE_FOLDER = 'docker-config';

/** A file of a point and where it is to go; null when nobody knows. */
export interface FileTarget {
  readonly file: KnownFile;
  readonly target: string | null;
}

/** A file with what lies at its place now. */
export interface FilePlacement {
  readonly file: KnownFile;
  readonly target: string;
  readonly site: FileSite;
}

/** What the plan of the files is made of. */
export interface FileFacts {
  readonly point: Pick<Point, 'id' | 'unit'>;
  readonly placements: readonly FilePlacement[];
  /** Files of which nobody knows where they lay. */
  readonly homeless: readonly KnownFile[];
  /** Where volumes and binds are brought back: files in there come back with them. */
  readonly replaced: readonly string[];
  /** Folders into which nothing is written: the system's, Docker's and our own. */
  readonly forbidden: readonly string[];
  /** Whose a file becomes when nobody recorded its owner. */
  readonly self: Owner;
}

/** Files that will be written, and what is to be said of the others. */
export interface FilePlan {
  readonly files: readonly PlannedFile[];
  readonly warnings: readonly Warning[];
}

/**
 * Chooses where the files of a unit's project go: back to their places, or below the folder of `--to-dir`.
 *
 * Promise Those of the engine itself only go into a folder: nobody's engine is changed by a restore.
 */
export function chooseFileTargets(
  { project, engineFiles }: Pick<KnownUnit, 'project' | 'engineFiles'>,
  toDir: string | null,
): readonly FileTarget[] {
  const files = project?.files ?? [];
  if (toDir === null) return files.map((file) => ({ file, target: file.path }));
  return [
    ...files.map((file) => ({ file, target: join(toDir, PROJECT_FOLDER, nameIn(file, project?.workingDir ?? null)) })),
    ...engineFiles.map((file) => ({ file, target: join(toDir, ENGINE_FOLDER, file.stored) })),
  ];
}

/**
 * Plans which project files are written: those that are gone.
 *
 * Promise A file that is there is never touched; where it differs, a warning says so. Nothing is written through a symbolic link.
 */
export function planFiles(facts: FileFacts): FilePlan {
  const hint = `${howToGet(facts.point)} puts the one of the backup into DIR/${PROJECT_FOLDER}.`;
  const files: PlannedFile[] = [];
  const warnings: Warning[] = facts.homeless.map(({ stored }) => ({
    code: 'W_PROJECT_FILES',
    message: `the backup holds ${stored} of the project, but does not say where it was`,
    hint,
  }));
  for (const placement of facts.placements) {
    const { target, site } = placement;
    if (facts.replaced.some((path) => isWithin(target, path)) || site.found === 'same') continue;
    const why = whyNot(placement, facts);
    if (site.found === 'different')
      warnings.push({ code: 'W_PROJECT_DIFFERS', message: `${target} is there and stays, but differs`, hint });
    else if (why !== null) warnings.push(notWritten(target, why, hint));
    else files.push(toPlanned(placement, facts.self));
  }
  return { files, warnings };
}

/** Says that a file of the project is missing after the restore. */
export function notWritten(target: string, why: string, hint: string): Warning {
  return { code: 'W_FILE_NOT_MADE', message: printable(`${target} is not written: ${why}`), hint };
}

function howToGet({ id, unit }: FileFacts['point']): string {
  return commandLine(['kopi-docka', 'restore', unit, '--point', id, '--to-dir', 'DIR']);
}

/** Relative to the project's folder; one from elsewhere keeps its whole path. */
function nameIn({ path, stored }: KnownFile, workingDir: string | null): string {
  if (path === null) return stored;
  return workingDir !== null && isWithin(path, workingDir) ? relative(workingDir, path) : path;
}

function whyNot({ target, site }: FilePlacement, { forbidden }: FileFacts): string | null {
  if (!isAbsolute(target) || normalize(target) !== target || target.endsWith('/') || target.includes('\0'))
    return 'that is no path to write to';
  const folder = forbidden.find((path) => isWithin(target, path));
  return folder === undefined ? site.obstacle : `${folder} belongs to the system, to Docker or to kopi-docka`;
}

function toPlanned({ file, target, site }: FilePlacement, self: Owner): PlannedFile {
  const { stored, object, sha256, owner } = file;
  return { name: stored, path: target, object, sha256, mode: modeOf(file), owner: owner ?? self, folder: site.folder };
}

/** What may hold a secret is for its owner alone; where no mode was recorded, a telling name is enough for that. */
function modeOf({ role, mode, stored }: KnownFile): number {
  if (role === 'env') return 0o600;
  if (mode !== null) return mode & 0o777;
  return /secret|passw|token|credential|\.(?:pem|key)$/i.test(stored) ? 0o600 : 0o644;
}
