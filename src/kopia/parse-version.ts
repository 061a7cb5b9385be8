const OLDEST = [0, 21, 0];

/**
 * Reads the version out of what `kopia --version` prints.
 *
 * Shape   `0.23.1 build: … from: …` or `v0.23.1 …` → `0.23.1`; null when another program answered
 * Source  A build from the Go module has a leading `v` and an empty origin; measured.
 */
export function parseVersion(output: string): string | null {
  return /^v?(\d+\.\d+\.\d+)\S* build: /.exec(output)?.[1] ?? null;
}

/** True when this version of kopia is one that we know how to drive: 0.21.0 or newer. */
export function isSupported(version: string): boolean {
  return isAtLeast(version, OLDEST);
}

/** True when `version` is not older than `wanted`. */
export function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, part] of wanted.entries()) {
    const ours = parts[index] ?? 0;
    if (ours !== part) return ours > part;
  }
  return true;
}
