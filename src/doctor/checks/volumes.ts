import type { UnitVolume } from '../../units/types.ts';
import { info, ok } from '../observations.ts';
import type { Check, Observation } from '../types.ts';

/** Which volumes can not be read where they lie, and how they are read instead. */
export const volumesCheck: Check = {
  name: 'volumes',
  async run(context) {
    const { units } = await context.discover();
    const all = new Map(units.flatMap(({ volumes }) => volumes).map((volume) => [volume.volume.name, volume]));
    const others = [...all.values()].filter(({ readable }) => readable !== 'direct');
    return others.length === 0 ? [ok('all volumes are read where they lie')] : others.map(describe);
  },
};

function describe({ volume, readable }: UnitVolume): Observation {
  const how = readable === 'keeper' ? 'while a helper container holds it mounted' : 'as a tar stream';
  return info(`volume ${volume.name} (driver ${volume.driver}) is read ${how}`);
}
