import { info, ok } from '../observations.ts';
import type { Check } from '../types.ts';

/** In which format volumes are saved. */
export const backupFormatCheck: Check = {
  name: 'backup format',
  async run({ loaded }) {
    const { format } = loaded.config.backup;
    if (format === 'direct') return [ok('Backup format: direct')];
    return [info(`Backup format: ${format}`, 'Set backup.format to direct for faster and smaller backups.')];
  },
};
