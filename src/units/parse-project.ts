import { isAbsolute, resolve } from 'node:path/posix';
import type { Container } from '../docker/types.ts';
import type { Member, Project } from './types.ts';

const COMPOSE = 'com.docker.compose.';

/** Names as Compose itself makes them, and a little more; all are safe as a file name. */
const PROJECT_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}$/;

/**
 * The Compose project that these labels speak of; null when there is none.
 *
 * Promise A name that Compose would never give counts as none: anyone can forge a label, and unit names become paths.
 */
export function projectName(labels: Readonly<Record<string, string>>): string | null {
  const name = labels[`${COMPOSE}project`] ?? '';
  return PROJECT_NAME.test(name) ? name : null;
}

/** The key of a volume in the Compose file that made it; null when none did. */
export function volumeKey(labels: Readonly<Record<string, string>>): string | null {
  return labels[`${COMPOSE}volume`] ?? null;
}

export function serviceName(labels: Readonly<Record<string, string>>): string | null {
  return labels[`${COMPOSE}service`] ?? null;
}

/** True for containers that `docker compose run` made. */
export function isOneOff(labels: Readonly<Record<string, string>>): boolean {
  return labels[`${COMPOSE}oneoff`]?.toLowerCase() === 'true';
}

/**
 * Reads what a container's service depends on.
 *
 * Shape   `db:service_healthy:false,cache:service_started:true` → one entry each; absent with Compose v1
 */
export function parseDependsOn(labels: Readonly<Record<string, string>>): Member['dependsOn'] {
  return (labels[`${COMPOSE}depends_on`] ?? '').split(',').flatMap((entry) => {
    const [service = '', condition = 'service_started'] = entry.split(':');
    return service === '' ? [] : [{ service, condition }];
  });
}

/**
 * Reads where Compose found the project, from the labels of its containers.
 *
 * Promise Paths are absolute: Compose v1 wrote them relative to the working directory. What came from stdin (`-`) is left out.
 */
export function parseProject(name: string, containers: readonly Container[]): Project {
  const workingDir = paths(containers, 'project.working_dir', null)[0] ?? null;
  return {
    name,
    workingDir,
    configFiles: paths(containers, 'project.config_files', workingDir),
    environmentFiles: paths(containers, 'project.environment_file', workingDir),
  };
}

function paths(containers: readonly Container[], key: string, workingDir: string | null): readonly string[] {
  const found = containers.flatMap((container) => {
    const value = container.labels[COMPOSE + key] ?? '';
    return key === 'project.working_dir' ? [value] : value.split(',');
  });
  const absolute = found.filter((path) => path !== '' && path !== '-').flatMap((path) => toAbsolute(path, workingDir));
  return [...new Set(absolute)];
}

function toAbsolute(path: string, workingDir: string | null): string[] {
  if (path.includes('\0')) return [];
  if (isAbsolute(path)) return [resolve(path)];
  return workingDir === null ? [] : [resolve(workingDir, path)];
}
