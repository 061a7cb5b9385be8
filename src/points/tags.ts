import type { UnitKind } from '../units/types.ts';
import type { Format, Seal } from './types.ts';

/** What all snapshots of one run of one unit share. `version` is ours, without a name before it. */
export interface RunTags {
  readonly unit: string;
  readonly backupId: string;
  readonly runId: string;
  readonly timestamp: string;
  readonly version: string;
}

/** What tells one volume's snapshot apart. `sizeBytes` null when nobody measured it. */
export interface VolumeTags {
  readonly name: string;
  readonly format: Format;
  readonly sizeBytes: number | null;
}

/** What tells one bind mount's snapshot apart: `source` is the host path, `destination` the one in the container. */
export interface BindTags {
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly format: Format;
  readonly sizeBytes: number | null;
}

/** What the recipe's tags say of the whole point, so that a listing needs to read no seal. */
export interface RecipeTags {
  readonly kind: UnitKind;
  readonly complete: boolean;
  readonly consistency: Seal['consistency'];
  readonly snapshotCount: number;
  /** How many volumes and binds held much less than before; absent means none. */
  readonly suspects?: number;
  readonly downtimeMs: number;
}

/** Tags as kopia stores them, without its own `tag:` prefix. */
export type Tags = Readonly<Record<string, string>>;

/** What the `tool` tag of our own snapshots begins with. */
export const OUR_TOOL = 'kopi-docka/';

/**
 * The tags of a volume's snapshot.
 *
 * Source  docs/contract.md §5; the Python tool groups by `unit` and `backup_id` and reads `type`, `volume`, `backup_format`.
 */
export function volumeTags(run: RunTags, volume: VolumeTags): Tags {
  return {
    ...commonTags('volume', run),
    volume: volume.name,
    backup_format: volume.format,
    size_bytes: String(volume.sizeBytes ?? 0),
  };
}

/** The tags of a bind mount's snapshot. A direct one carries no `backup_format`, as the Python tool wrote it. */
export function bindTags(run: RunTags, bind: BindTags): Tags {
  return {
    ...commonTags('bind', run),
    bind_source: bind.source,
    bind_destination: bind.destination,
    read_only: String(bind.readOnly),
    ...(bind.format === 'tar' ? { backup_format: bind.format } : {}),
    size_bytes: String(bind.sizeBytes ?? 0),
  };
}

/** The tags of the recipe, the closing snapshot that seals a point. */
export function recipeTags(run: RunTags, recipe: RecipeTags): Tags {
  return {
    ...commonTags('recipe', run),
    kind: recipe.kind,
    complete: String(recipe.complete),
    consistency: recipe.consistency,
    snapshot_count: String(recipe.snapshotCount),
    ...(recipe.suspects ? { suspects: String(recipe.suspects) } : {}),
    downtime_ms: String(Math.round(recipe.downtimeMs)),
  };
}

function commonTags(type: 'volume' | 'bind' | 'recipe', run: RunTags): Tags {
  return {
    type,
    unit: run.unit,
    backup_id: run.backupId,
    backup_scope: 'full',
    timestamp: run.timestamp,
    run_id: run.runId,
    tool: `${OUR_TOOL}${run.version}`,
  };
}
