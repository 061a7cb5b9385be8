/** Parses JSON text; what is not JSON is undefined, for zod to refuse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
