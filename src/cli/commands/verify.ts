import * as z from 'zod';
import { ERRORS } from '../../errors.ts';
import { printable } from '../../host/text.ts';
import type { Snapshot, Source } from '../../kopia/types.ts';
import type { Point } from '../../points/types.ts';
import type { AddCommand } from '../command.ts';
import { count } from '../output/size.ts';
import { parseOptions } from '../parse-options.ts';
import { selectPoints } from '../select-points.ts';
import type { Session } from '../session.ts';

const schema = z.object({
  percent: z
    .string()
    .regex(/^(\d{1,2}|100)$/, 'takes a whole number from 0 to 100')
    .default('100')
    .transform(Number),
});

/** `kopi-docka verify [UNIT]`: kopia's check of the stored data. */
export const addVerify: AddCommand = (parent, act) => {
  parent
    .command('verify')
    .description('check that what is stored can be read: all of it, or that of one unit of this host')
    .argument('[unit]', 'name of the unit')
    .option(
      '--percent <n>',
      'read so many percent of the files in full (default 100; 0 only looks whether all is there)',
    )
    .action(act(runVerify));
};

async function runVerify(session: Session, [unit]: readonly unknown[], options: unknown): Promise<number> {
  const { percent } = parseOptions(schema, options);
  const named = z
    .string()
    .nullable()
    .parse(unit ?? null);
  const app = await session.app();
  const kopia = await app.repository().open();
  const { host } = app.identity;
  const sources = named === null ? null : sourcesOf(selectPoints(await app.points(), { unit: named, host }));
  const damaged = await kopia.verify({ percent, ...(sources === null ? {} : { sources }) });
  const exitCode = damaged.length === 0 ? 0 : ERRORS.E_PROOF.exit;
  const result = { schema: 'kopi-docka/verify/1', exitCode, unit: named, percent, damaged };
  return session.outcome(result, ({ paint, symbols }) => {
    if (damaged.length === 0) return paint.green(`No damage found; ${percent} % of the files were read in full.`);
    const lines = damaged.map((what) => `${symbols.bad} ${printable(what)}`);
    return [
      ...lines,
      paint.red(`${count(damaged.length, 'error')} found: some of the stored data can not be restored.`),
    ].join('\n');
  });
}

/** Everything that the points of a unit were read from, each source once. */
function sourcesOf(points: readonly Point[]): readonly Source[] {
  const snapshots = points.flatMap(({ entries, recipe }): readonly Snapshot[] => [
    ...entries.map((entry) => entry.snapshot),
    ...(recipe === null ? [] : [recipe]),
  ]);
  const byName = new Map(snapshots.map(({ source }) => [`${source.user}@${source.host}:${source.path}`, source]));
  return [...byName.values()];
}
