import type { Reader } from './reader.ts';

/** Brings back a snapshot of a folder or of a single file. Errors E_RESTORE, E_NO_SPACE, E_REPO* when kopia failed. */
export const readDirect: Reader = async ({ kopia, snapshot, into, signal, onProgress }) => {
  await kopia.restore({ from: snapshot.id, to: into, onProgress }, signal);
  return [];
};
