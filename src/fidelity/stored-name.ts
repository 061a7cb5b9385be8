/**
 * The name that kopia gives an entry whose own name is not UTF-8.
 *
 * Promise Every byte that begins no valid sequence becomes one U+FFFD; a valid name stays as it is.
 * Source  Go's encoding/json, through which kopia stores names; measured with 0.23.1.
 */
export function storedName(name: Buffer): string {
  const parts: string[] = [];
  for (let at = 0; at < name.length; ) {
    const length = sequenceLength(name, at);
    parts.push(length === 0 ? '\ufffd' : name.toString('utf8', at, at + length));
    at += Math.max(length, 1);
  }
  return parts.join('');
}

/** How many bytes the character at `at` takes; 0 when none begins there. Source  Unicode 15, table 3-7. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let more = 2; more < length; more++) if (((bytes[at + more] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
