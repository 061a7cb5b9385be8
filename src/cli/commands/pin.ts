import * as z from 'zod';
import { printable } from '../../host/text.ts';
import type { AddCommand } from '../command.ts';
import { count } from '../output/size.ts';
import type { Session } from '../session.ts';

/** `kopi-docka pin POINT`: keeps a restore point from retention. */
export const addPin: AddCommand = (parent, act) => {
  parent
    .command('pin')
    .description('keep a restore point, whole, whatever retention says')
    .argument('<point>', 'its id, or a beginning of it; see kopi-docka list')
    .action(act((session, [id]) => changePin(session, id, true)));
};

/** `kopi-docka unpin POINT`: leaves it to retention again. */
export const addUnpin: AddCommand = (parent, act) => {
  parent
    .command('unpin')
    .description('leave a restore point to retention again')
    .argument('<point>', 'its id, or a beginning of it; see kopi-docka list')
    .action(act((session, [id]) => changePin(session, id, false)));
};

async function changePin(session: Session, id: unknown, pinned: boolean): Promise<number> {
  const app = await session.app();
  const { acquireLock } = await import('../../journal/lock.ts');
  const { choosePoint } = await import('../../points/choose-point.ts');
  const { pinPoint, unpinPoint } = await import('../../points/pin-point.ts');
  const lock = await acquireLock(app.places.run, pinned ? 'pin' : 'unpin');
  try {
    const choice = { at: null, previous: 0, pointId: z.string().parse(id) };
    const point = choosePoint(await app.points(), choice, new Date());
    const kopia = await app.repository().open();
    const changed = await (pinned ? pinPoint : unpinPoint)(kopia, point);
    const result = { schema: 'kopi-docka/pin/1', exitCode: 0, point: point.id, unit: point.unit, pinned, changed };
    const what = `The point ${point.id} of ${printable(point.unit)}`;
    const has =
      changed === 0 ? `was ${pinned ? 'pinned' : 'not pinned by kopi-docka'} already` : words(pinned, changed);
    return session.outcome(result, () => `${what} ${has}.`);
  } finally {
    await lock.release();
  }
}

function words(pinned: boolean, changed: number): string {
  return `is ${pinned ? 'pinned' : 'no longer pinned'}: ${count(changed, 'snapshot')}`;
}
