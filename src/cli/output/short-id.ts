/** The shortest beginning of an id, of at least eight characters, that no other of the given ids has. */
export function shortId(id: string, all: readonly string[]): string {
  const others = all.filter((other) => other !== id);
  for (let length = 8; length < id.length; length += 1) {
    const start = id.slice(0, length);
    if (!others.some((other) => other.startsWith(start))) return start;
  }
  return id;
}
