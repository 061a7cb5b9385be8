import { formatSource, isSameSource } from './source.ts';
import type { SnapshotRequest } from './types.ts';

/**
 * The arguments of `kopia snapshot create` for one source.
 *
 * Promise The identity is overridden only when it is not the one that kopia would take by itself.
 * Source  `--override-source` rewrites the source's policy on every run. A path that holds `@` or `:` is taken as a path when
 *         it is absolute. The default estimate walks the tree a second time; `rough` does not. An interrupted first upload
 *         keeps what its last checkpoint saw. Measured.
 */
export function snapshotArguments(
  request: SnapshotRequest,
  client: { readonly user: string; readonly host: string },
): readonly string[] {
  const { source, stdin, parallel } = request;
  const path = stdin === undefined ? request.path : source.path;
  const ownSource = { ...client, path };
  return [
    'snapshot',
    'create',
    '--json',
    '--progress',
    '--progress-update-interval=300ms',
    '--progress-estimation-type=rough',
    '--checkpoint-interval=10m',
    ...(parallel === undefined ? [] : [`--parallel=${parallel}`]),
    ...Object.entries(request.tags).map(([key, value]) => `--tags=${key}:${value}`),
    ...(stdin === undefined ? [] : [`--stdin-file=${stdin.fileName}`]),
    ...(isSameSource(source, ownSource) ? [] : [`--override-source=${formatSource(source)}`]),
    '--',
    path,
  ];
}
