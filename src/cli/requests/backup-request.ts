import * as z from 'zod';
import type { BackupRequest } from '../../backup/types.ts';
import { parseOptions } from '../parse-options.ts';

/** The words that --strategy and --backup-format take. */
export const strategies = z.enum(['auto', 'stop', 'pause', 'warm', 'freeze', 'none']);
export const formats = z.enum(['direct', 'tar']);

const schema = z.object({
  dryRun: z.boolean().default(false),
  backupFormat: formats.nullable().default(null),
  strategy: strategies.nullable().default(null),
  exclude: z.array(z.string().min(1, 'a pattern must not be empty')).default([]),
  start: z.boolean().default(true),
  acceptShrink: z.boolean().default(false),
});

/** Makes the request of a backup from the words of its command line. Errors E_USAGE. */
export function parseBackupRequest(units: unknown, options: unknown): BackupRequest {
  const { backupFormat, ...rest } = parseOptions(schema, options);
  return { units: z.array(z.string()).parse(units ?? []), format: backupFormat, ...rest };
}
