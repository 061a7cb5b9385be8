import { isAbsolute, join, normalize } from 'node:path';
import * as z from 'zod';
import type { RawInspect } from '../docker/types.ts';

/** How Compose is asked to make one service's container again. `files` must exist for it. */
export interface ComposeUp {
  readonly args: readonly string[];
  readonly files: readonly string[];
}

const inspectSchema = z.object({ Config: z.object({ Labels: z.record(z.string(), z.string()) }) });

const LABEL = 'com.docker.compose.';

/**
 * Plans the Compose call that makes a removed container again, from the labels in its inspect.
 *
 * Shape   RawInspect → ComposeUp; null when no Compose project made it, or the labels do not make sense
 * Promise Touches that service alone: others are neither started nor re-created. Project and service are names that Compose
 *         itself would allow; paths are absolute.
 * Source  Label values can be forged by whoever creates a container.
 */
export function planComposeUp(inspect: RawInspect): ComposeUp | null {
  const parsed = inspectSchema.safeParse(inspect);
  if (!parsed.success) return null;
  const label = (name: string): string => parsed.data.Config.Labels[`${LABEL}${name}`] ?? '';
  const project = label('project');
  const service = label('service');
  const folder = label('project.working_dir');
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(project) || !/^[A-Za-z0-9][\w.-]*$/.test(service) || !isPlain(folder)) return null;
  const configs = paths(label('project.config_files'), folder);
  const environments = paths(label('project.environment_file'), folder);
  if (configs.length === 0) return null;
  const args = [
    'compose',
    ...['--project-name', project, '--project-directory', folder],
    ...configs.flatMap((file) => ['--file', file]),
    ...environments.flatMap((file) => ['--env-file', file]),
    ...['up', '--detach', '--no-recreate', '--no-deps', service],
  ];
  return { args, files: [...configs, ...environments] };
}

/** Compose v2 joins absolute paths by commas; v1 left them as typed. */
function paths(label: string, folder: string): readonly string[] {
  return label
    .split(',')
    .filter((path) => path !== '' && path !== '-')
    .map((path) => (isAbsolute(path) ? path : join(folder, path)));
}

function isPlain(path: string): boolean {
  return isAbsolute(path) && normalize(path) === path;
}
