import { VERSION } from '../../version.ts';
import type { AddCommand } from '../command.ts';

/** `kopi-docka version`. */
export const addVersion: AddCommand = (parent, act) => {
  parent
    .command('version')
    .description('print the version')
    .action(
      act(async (session) => {
        const document = { schema: 'kopi-docka/version/1', version: VERSION, node: process.versions.node };
        session.answer(document, () => `kopi-docka ${VERSION}`);
        return 0;
      }),
    );
};
