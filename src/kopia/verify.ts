import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ensureFolder } from '../host/files.ts';
import { parseJson } from '../host/parse-json.ts';
import { printable } from '../host/text.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { askKopia, kopiaError, type RunKopiaOptions } from './run-kopia.ts';
import { formatSource } from './source.ts';
import type { Source } from './types.ts';

const MOST_ERRORS = 1_000;
const LONGEST = 300;

const report = z.object({ errorCount: z.number().int(), errorStrings: z.array(z.string()).nullish() });

/**
 * Checks that everything the snapshots need is there, and reads `percent` of their files in full.
 *
 * Shape   → what is damaged, one line each, at most 1,000
 * Promise Reads from the storage, not from the cache, which would hide damage.
 * Source  0 % finds missing packs only; flipped bits are found where a file is read. Measured.
 */
export async function verifySnapshots(
  setup: KopiaSetup,
  options: { readonly percent: number; readonly sources?: readonly Source[] },
): Promise<readonly string[]> {
  const { percent, sources = [] } = options;
  const args = [
    'snapshot',
    'verify',
    '--json',
    '--no-progress',
    `--max-errors=${MOST_ERRORS}`,
    `--verify-files-percent=${percent}`,
    ...sources.map((source) => `--sources=${formatSource(source)}`),
  ];
  const what = 'verifying the repository';
  if (percent === 0) return judge(setup, args, { what });
  const cache = emptyCache(setup);
  try {
    return await judge(setup, args, { what, env: { KOPIA_CACHE_DIRECTORY: cache } });
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

function emptyCache(setup: KopiaSetup): string {
  ensureFolder(setup.cacheDir);
  return mkdtempSync(join(setup.cacheDir, 'verify-'));
}

async function judge(setup: KopiaSetup, args: readonly string[], options: RunKopiaOptions): Promise<readonly string[]> {
  const answer = await askKopia(setup, args, options);
  const parsed = report.safeParse(parseJson(answer.stdout.toString('utf8')));
  if (!parsed.success) throw kopiaError(setup, answer, options.what, 'E_REPO');
  const { errorCount, errorStrings } = parsed.data;
  if (errorCount === 0 && answer.exitCode !== 0) throw kopiaError(setup, answer, options.what, 'E_REPO');
  const named = (errorStrings ?? []).map((text) => printable(text).slice(0, LONGEST));
  return errorCount > 0 && named.length === 0 ? [`kopia found ${errorCount} errors and named none`] : named;
}
