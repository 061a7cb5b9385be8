const TENTH = 10;
const FEW_FILES = 10;
const FEW_BYTES = 1024 * 1024;

/** How much a source held when it was read; `files` null means some, but nobody counted them. */
export interface Holding {
  readonly files: number | null;
  readonly bytes: number;
}

/**
 * Says how a source has shrunk beyond belief since its last good point; null when it has not.
 *
 * Promise Empty where files were is always said. Less than a tenth of the files or bytes is said too, but not of a source that
 *         held fewer than 10 files and less than 1 MiB: there it means nothing.
 */
export function describeShrink(before: Holding, now: Holding): string | null {
  if (before.files !== 0 && now.files === 0) return `reads empty, ${held(before)} before`;
  if ((before.files ?? 0) < FEW_FILES && before.bytes < FEW_BYTES) return null;
  if (before.files !== null && now.files !== null && now.files * TENTH < before.files)
    return `holds ${now.files} of the ${before.files} files that it held before`;
  if (now.bytes * TENTH < before.bytes) return `holds ${now.bytes} of the ${before.bytes} bytes that it held before`;
  return null;
}

function held({ files, bytes }: Holding): string {
  if (files === null) return `it held ${bytes} bytes`;
  return files === 1 ? 'it held 1 file' : `it held ${files} files`;
}
