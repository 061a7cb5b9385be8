const TENTH = 10;
const FEW_FILES = 10;
const FEW_BYTES = 1024 * 1024;

/** How much a source held when it was read. `files` null means some, but nobody counted them; `bytes` null means the same. */
export interface Holding {
  readonly files: number | null;
  readonly bytes: number | null;
}

/**
 * Says how a source has shrunk beyond belief since its last good point; null when it has not.
 *
 * Promise Empty where files were is always said. Less than a tenth of the files or bytes is said too, but not of a source that
 *         held fewer than 10 files and less than 1 MiB: there it means nothing.
 */
export function describeShrink(before: Holding, now: Holding): string | null {
  if (before.files !== 0 && now.files === 0) return `reads empty, ${held(before)} before`;
  if ((before.files ?? 0) < FEW_FILES && (before.bytes ?? 0) < FEW_BYTES) return null;
  if (isTenth(before.files, now.files)) return `holds ${now.files} of the ${before.files} files that it held before`;
  if (isTenth(before.bytes, now.bytes)) return `holds ${now.bytes} of the ${before.bytes} bytes that it held before`;
  return null;
}

/** Less than a tenth, where both are known. */
function isTenth(before: number | null, now: number | null): boolean {
  return before !== null && now !== null && now * TENTH < before;
}

function held({ files }: Holding): string {
  if (files === null) return 'it held some files';
  return files === 1 ? 'it held 1 file' : `it held ${files} files`;
}
