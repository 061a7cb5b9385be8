import { info, ok, warned, warning } from '../observations.ts';
import type { Check, DoctorContext, Observation } from '../types.ts';

/** Which configuration is in force, and what of it this version does not apply. */
export const configCheck: Check = {
  name: 'config',
  async run({ loaded }) {
    return [
      origin(loaded),
      ...loaded.notYet.map((name) =>
        warning(`${name} is set, but this version does not apply it yet`, `Remove ${name}.`),
      ),
      ...loaded.warnings.map(warned),
    ];
  },
};

function origin({ config }: DoctorContext['loaded']): Observation {
  if (config.origin === 'defaults') return info('nothing is configured, the defaults apply', 'kopi-docka config path');
  if (config.origin === 'yaml') return ok(`the configuration ${config.file} is valid`);
  return info(`the configuration ${config.file} of the Python tool is used as it is`, 'kopi-docka config migrate');
}
