import { info, ok } from '../observations.ts';
import type { Check } from '../types.ts';

/** Whether the Docker engine answers, which one it is, and whether its files are on this host. */
export const engineCheck: Check = {
  name: 'engine',
  async run(context) {
    const { version, apiVersion, endpoint, local, rootless } = await (await context.engine()).info();
    return [
      ok(`Docker ${version}, API ${apiVersion}, at ${endpoint}${rootless ? ', rootless' : ''}`),
      ...(local ? [] : [info('the files of this engine can not be seen from here: volumes are read as tar streams')]),
    ];
  },
};
