import { findKopia } from '../../kopia/find-binary.ts';
import { ok } from '../observations.ts';
import type { Check } from '../types.ts';

/** Whether kopia is there and new enough. */
export const kopiaCheck: Check = {
  name: 'kopia',
  async run({ env }) {
    const { path, version } = await findKopia(env);
    return [ok(`kopia ${version} at ${path}`)];
  },
};
