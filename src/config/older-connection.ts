import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../host/parse-json.ts';

/** The connection that the Python tool has given kopia: what it really used, whatever its settings say by now. */
export interface OlderConnection {
  readonly path: string;
  /** The folder of a repository on this host; null for other storage. */
  readonly folder: string | null;
  readonly user: string | null;
  readonly host: string | null;
}

const part = z
  .string()
  .regex(/^[^\s@:/\\]+$/)
  .nullable()
  .catch(null);
const schema = z.object({
  storage: z.object({ type: z.string(), config: z.object({ path: z.string().optional() }).catch({}) }),
  hostname: part,
  username: part,
});

/**
 * Reads the connection of a profile of the Python tool; null when there is none.
 *
 * Shape   the home of who ran it, and the profile's name
 * Source  The Python tool connects once and then names the connection alone: a repository that was changed in its settings later
 *         was never used (B-69 of its history).
 */
export function readOlderConnection(home: string, profile: string): OlderConnection | null {
  const path = join(home, '.config/kopia', `repository-${profile}.config`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { storage, username, hostname } = parsed.data;
  const folder = storage.type === 'filesystem' ? (storage.config.path ?? null) : null;
  return { path, folder, user: username, host: hostname };
}

/** True when a kopia repository lies in a folder. */
export function isRepositoryFolder(folder: string): boolean {
  return ['kopia.repository.f', 'kopia.repository'].some((name) => existsSync(join(folder, name)));
}
