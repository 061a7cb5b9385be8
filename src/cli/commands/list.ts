import * as z from 'zod';
import type { App } from '../../app.ts';
import type { Point } from '../../points/types.ts';
import type { AddCommand } from '../command.ts';
import { pointsDocument } from '../output/points-document.ts';
import { pointsText } from '../output/points-text.ts';
import { parseOptions } from '../parse-options.ts';
import { selectPoints } from '../select-points.ts';
import type { Session } from '../session.ts';

const schema = z.object({ host: z.string().min(1).nullable().default(null), allHosts: z.boolean().default(false) });

/** `kopi-docka list [UNIT]`: the restore points, newest first. */
export const addList: AddCommand = (parent, act) => {
  parent
    .command('list')
    .description('list restore points, newest first')
    .argument('[unit]', 'only those of this unit')
    .option('--host <host>', 'those of another host')
    .option('--all-hosts', 'those of every host in the repository')
    .action(act(runList));
};

async function runList(session: Session, [unit]: readonly unknown[], options: unknown): Promise<number> {
  const { host, allHosts } = parseOptions(schema, options);
  const app = await session.app();
  const all = await app.points();
  const named = z
    .string()
    .nullable()
    .parse(unit ?? null);
  const selected = selectPoints(all, { unit: named, host: allHosts ? null : (host ?? app.identity.host) });
  const points = session.globals.verbose ? await lookIntoLegacy(app, selected) : selected;
  session.answer(pointsDocument(points), (look) => {
    const ids = all.map(({ id }) => id);
    return pointsText(points, { ids, showHost: allHosts, verbose: session.globals.verbose }, look);
  });
  return 0;
}

/** Finds what points of the Python tool have lost; it stands in their recipes, so it takes a while. */
async function lookIntoLegacy(app: App, points: readonly Point[]): Promise<readonly Point[]> {
  const { checkLegacyPoint } = await import('../../points/check-legacy-point.ts');
  const kopia = await app.repository().open();
  const checked: Point[] = [];
  for (const point of points) checked.push(await checkLegacyPoint(kopia, point));
  return checked;
}
