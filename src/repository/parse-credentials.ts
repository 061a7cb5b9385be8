/** Variables read from text, and the numbers of the lines that were not understood. */
export interface ParsedCredentials {
  readonly variables: Readonly<Record<string, string>>;
  readonly badLines: readonly number[];
}

/**
 * Parses KEY=VALUE lines as env files have them: comments, `export `, quotes around a value.
 *
 * Promise Nothing is expanded. A quoted value may span lines, as a private key does.
 */
export function parseCredentials(text: string): ParsedCredentials {
  const variables: Record<string, string> = {};
  const badLines: number[] = [];
  const entry =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\n]*?))[ \t\r]*$/gm;
  const rest = text.replace(entry, (whole, name: string, double?: string, single?: string, plain?: string) => {
    variables[name] = double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? plain ?? '';
    return whole.replace(/[^\n]/g, '');
  });
  for (const [index, line] of rest.split('\n').entries()) if (!/^\s*(?:#|$)/.test(line)) badLines.push(index + 1);
  return { variables, badLines };
}
