import * as z from 'zod';
import type { AddCommand } from '../command.ts';
import { pointText } from '../output/point-text.ts';
import { pointDocument } from '../output/points-document.ts';
import { recipeDocument } from '../output/recipe-document.ts';
import type { Session } from '../session.ts';

/** `kopi-docka show POINT`: what a restore point holds. */
export const addShow: AddCommand = (parent, act) => {
  parent
    .command('show')
    .description('show what a restore point holds, how it was made, and what is wrong with it')
    .argument('<point>', 'its id, or a beginning of it; see kopi-docka list')
    .action(act(runShow));
};

async function runShow(session: Session, [id]: readonly unknown[]): Promise<number> {
  const app = await session.app();
  const { choosePoint } = await import('../../points/choose-point.ts');
  const { lookInto } = await import('../../restore/known-unit.ts');
  const choice = { at: null, previous: 0, pointId: z.string().parse(id) };
  const chosen = choosePoint(await app.points(), choice, new Date());
  const { point, seal, known } = await lookInto(await app.repository().open(), chosen);
  const document = { schema: 'kopi-docka/show/1', point: pointDocument(point), recipe: recipeDocument(known), seal };
  session.answer(document, (look) => pointText(point, seal, known, look));
  return 0;
}
