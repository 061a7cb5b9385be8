import { join } from 'node:path';
import { KopiDockaError } from '../errors.ts';
import { serializeRecord } from '../fidelity/record.ts';
import { timestamp } from '../host/clock.ts';
import { ensureFolder, writeDurably } from '../host/files.ts';
import type { Snapshot } from '../kopia/types.ts';
import { SEAL_FILE, serializeSeal } from '../points/seal.ts';
import { OUR_TOOL, type RunTags, recipeTags } from '../points/tags.ts';
import type { Seal, SealedSnapshot } from '../points/types.ts';
import type { RunContext } from './context.ts';
import { followJob } from './follow-job.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import type { Saved } from './read-sources.ts';
import { folderName, RECIPE_SOURCE_FOLDER } from './recipe-folder.ts';
import type { StagedRecipe } from './stage-recipe.ts';

/** The parts of a seal that only the run knows; the recipe and the snapshots give the rest. */
export type SealFacts = Pick<
  Seal,
  'kind' | 'strategy' | 'consistency' | 'torn' | 'suspect' | 'complete' | 'downtimeMs' | 'uncovered' | 'warnings'
>;

/**
 * Writes the seal and the fidelity records into the staged recipe, and stores it as the closing snapshot of the point.
 *
 * Errors  E_SNAPSHOT and the repository's when kopia could not store it whole: the point stays unsealed.
 * Promise Every snapshot that the seal lists was saved before.
 */
export async function sealPoint(
  run: RunTags,
  facts: SealFacts,
  recipe: StagedRecipe,
  saved: readonly Saved[],
  context: RunContext,
): Promise<Snapshot> {
  const { members, volumes, networks, project } = recipe;
  const seal: Seal = {
    ...{ schema: 'kopi-docka/seal/1', tool: `${OUR_TOOL}${run.version}`, host: context.identity.host },
    ...{ runId: run.runId, backupId: run.backupId, unit: run.unit, startedAt: run.timestamp, sealedAt: timestamp() },
    ...facts,
    ...{ snapshots: stageFidelity(saved, recipe.folder), members, volumes, networks, project },
  };
  writeDurably(join(recipe.folder, SEAL_FILE), serializeSeal(seal));
  const job = context.kopia.snapshot({
    source: { ...context.identity, path: `${RECIPE_SOURCE_FOLDER}/${folderName(run.unit)}` },
    path: recipe.folder,
    tags: recipeTags(run, { ...facts, suspects: facts.suspect?.length ?? 0, snapshotCount: saved.length }),
  });
  followJob(job, `recipe ${run.unit}`, context);
  const { snapshot } = await job.saved;
  const problem = judgeSnapshot(snapshot);
  if (problem !== null)
    throw new KopiDockaError('E_SNAPSHOT', `the recipe of ${run.unit} was not stored whole: ${problem}`);
  return snapshot;
}

function stageFidelity(saved: readonly Saved[], folder: string): readonly SealedSnapshot[] {
  ensureFolder(join(folder, 'fidelity'));
  return saved.map(({ source, snapshot, fidelity }, index) => {
    const file = fidelity === null ? null : `${index + 1}.jsonl`;
    if (file !== null && fidelity !== null) writeDurably(join(folder, 'fidelity', file), serializeRecord(fidelity));
    return {
      kind: source.kind,
      name: source.name,
      format: source.format,
      id: snapshot.id,
      source: source.source,
      rootObject: snapshot.root.object,
      files: snapshot.files,
      bytes: snapshot.bytes,
      failedFiles: snapshot.failedFiles,
      destination: source.destination,
      type: source.type,
      fidelity: file,
      exclude: source.exclude,
      ...(source.format === 'tar' && fidelity !== null ? { counts: fidelity.counts } : {}),
    };
  });
}
