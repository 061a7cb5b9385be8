import { LineCounter, parseDocument } from 'yaml';
import { type ConfigProblem, findProblems } from './find-problems.ts';
import { type ConfigFile, configSchema } from './schema.ts';

/** A configuration file, or everything that is wrong with it. */
export type ParsedConfig =
  | { readonly ok: true; readonly file: ConfigFile }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Parses the YAML of the configuration.
 *
 * Promise An empty file is a valid one. All problems are named, in the order of the file.
 */
export function parseConfig(text: string): ParsedConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      return { line, column: col, message: `no valid YAML: ${message}` };
    });
    return { ok: false, problems };
  }
  const parsed = configSchema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (parsed.success) return { ok: true, file: parsed.data };
  const problems = findProblems(parsed.error, document, lines);
  return { ok: false, problems: [...problems].sort((a, b) => a.line - b.line || a.column - b.column) };
}
