import type { Discovery } from '../../units/types.ts';
import type { AddCommand } from '../command.ts';
import { type Sizes, unitsDocument } from '../output/units-document.ts';
import { unitsText } from '../output/units-text.ts';
import type { Session } from '../session.ts';

/** `kopi-docka units`: what discovery sees. */
export const addUnits: AddCommand = (parent, act) => {
  parent
    .command('units')
    .description('show what discovery sees: units, members, volumes, binds, and what no run saves')
    .action(act(runUnits));
};

async function runUnits(session: Session): Promise<number> {
  const discovery = await (await session.app()).discover();
  const { json, verbose } = session.globals;
  const sizes = json || verbose ? await measureVolumes(discovery) : null;
  session.answer(unitsDocument(discovery, sizes ?? new Map()), (look) => unitsText(discovery, sizes, look));
  return 0;
}

/** Only volumes that can be read where they lie: others would be measured empty. */
async function measureVolumes({ units }: Discovery): Promise<Sizes> {
  const { measureFolders } = await import('../volume-sizes.ts');
  const readable = units.flatMap(({ volumes }) => volumes).filter(({ readable }) => readable === 'direct');
  return measureFolders([...new Set(readable.map(({ volume }) => volume.mountpoint))]);
}
