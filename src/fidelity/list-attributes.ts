import { KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { startChild } from '../host/child.ts';
import { AttributesParser } from './parse-attributes.ts';
import { splitStream } from './split-stream.ts';
import { topOf } from './tree-path.ts';
import type { AttributesEntry, ScanOptions } from './types.ts';
import { toolMissing, unreadable } from './warnings.ts';

/** All extended attributes of a tree, and what could not be read. */
export interface ListedAttributes {
  readonly found: readonly AttributesEntry[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads the extended attributes of a tree in all namespaces, ACLs and capabilities among them, with one `getfattr`.
 *
 * Errors  E_STATE when it was cancelled.
 * Promise Follows no symbolic link. Without getfattr the answer is empty, with a warning that says so; on a file system
 *         without attributes it is empty.
 */
export async function listAttributes(root: string, { signal, skips }: ScanOptions = {}): Promise<ListedAttributes> {
  const parser = new AttributesParser(root);
  const flags = [
    '--recursive',
    '--physical',
    '--no-dereference',
    '--dump',
    '--match=-',
    '--encoding=hex',
    '--absolute-names',
  ];
  try {
    const getfattr = startChild('getfattr', [...flags, '--', root], { signal });
    await splitStream(getfattr.stdout, 0x0a, (line) => parser.addLine(line));
    const { stderr } = await getfattr.ended;
    const lines = stderr.split('\n').filter((line) => line !== '' && !HARMLESS.test(line));
    const found = parser.finish().filter(({ path }) => !skips?.(topOf(path)));
    return { found, warnings: lines.length === 0 ? [] : [unreadable(lines)] };
  } catch (error) {
    if (!(error instanceof KopiDockaError) || error.code !== 'E_TOOL_MISSING') throw error;
    return {
      found: [],
      warnings: [toolMissing('getfattr', 'attr', 'extended attributes, ACLs and file capabilities')],
    };
  }
}

/** Vanished since it was listed, or a file system without attributes. */
const HARMLESS = /(No such file or directory|Operation not supported)$/;
