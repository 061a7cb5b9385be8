import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { ensureFolder, writeDurably } from '../host/files.ts';
import { parseJson } from '../host/parse-json.ts';

const SCHEMA = 'kopi-docka/repository/1';
const file = z.object({ schema: z.literal(SCHEMA), pins: z.record(z.string(), z.string()) });

/**
 * The unique id of the repository that was first seen at a place; null when none was.
 *
 * Errors  E_STATE when our record is damaged.
 */
export function readPin(stateDir: string, place: string): string | null {
  return readPins(stateDir).get(place) ?? null;
}

/** Keeps which repository is at a place, so that another one there is noticed. Promise Others are kept as they are. */
export function writePin(stateDir: string, place: string, uniqueId: string): void {
  const pins = Object.fromEntries(new Map(readPins(stateDir)).set(place, uniqueId));
  ensureFolder(stateDir);
  writeDurably(pinFile(stateDir), `${JSON.stringify({ schema: SCHEMA, pins }, null, 2)}\n`);
}

function readPins(stateDir: string): ReadonlyMap<string, string> {
  const path = pinFile(stateDir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new KopiDockaError('E_STATE', `${path} can not be read`, { cause });
  }
  const parsed = file.safeParse(parseJson(text));
  if (!parsed.success)
    throw new KopiDockaError('E_STATE', `${path} is damaged`, {
      hint: 'Remove it when you are sure that the configured repository is yours.',
    });
  return new Map(Object.entries(parsed.data.pins));
}

function pinFile(stateDir: string): string {
  return join(stateDir, 'repository.json');
}
