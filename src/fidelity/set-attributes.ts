import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { run } from '../host/run.ts';
import { listAttributes } from './list-attributes.ts';
import { formatAttributes } from './parse-attributes.ts';
import type { RealPaths } from './real-paths.ts';
import type { AttributesEntry, FidelityRecord } from './types.ts';
import { notRestored, toolMissing } from './warnings.ts';

/** Sets extended attributes, ACLs and capabilities with one `setfattr`; after its failure looks which ones are not there. */
export async function setAttributes(
  tree: string,
  paths: RealPaths,
  record: FidelityRecord,
): Promise<readonly Warning[]> {
  const wanted = record.attributes.filter((entry) => paths.look(entry.path) !== null);
  if (wanted.length === 0) return [];
  try {
    const { exitCode } = await run('setfattr', ['--no-dereference', '--restore=-'], {
      input: formatAttributes(tree, wanted),
    });
    return exitCode === 0 ? [] : await missingAttributes(tree, wanted);
  } catch (error) {
    if (!(error instanceof KopiDockaError) || error.code !== 'E_TOOL_MISSING') throw error;
    return [toolMissing('setfattr', 'attr', 'extended attributes, ACLs and file capabilities')];
  }
}

async function missingAttributes(tree: string, wanted: readonly AttributesEntry[]): Promise<readonly Warning[]> {
  const { found } = await listAttributes(tree);
  const there = new Set(found.flatMap(keysOf));
  return wanted.flatMap((entry) => {
    const missing = keysOf(entry).flatMap((key, index) =>
      there.has(key) ? [] : [entry.attributes[index]?.name.toString('utf8')],
    );
    return missing.length === 0
      ? []
      : [notRestored(`the attribute ${missing.join(', ')}`, entry.path, 'not permitted, or not supported here')];
  });
}

/** One text for each attribute, the same for the same attribute of the same entry. */
function keysOf({ path, attributes }: AttributesEntry): readonly string[] {
  return attributes.map(({ name, value }) => [path, name, value].map((bytes) => bytes.toString('hex')).join(' '));
}
