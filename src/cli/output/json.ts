/** The one document of `--json`: on one line, so that it also fits a log. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
