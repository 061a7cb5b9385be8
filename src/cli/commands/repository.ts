import type { SecretSource } from '../../config/types.ts';
import { printable } from '../../host/text.ts';
import type { AddCommand } from '../command.ts';
import type { Session } from '../session.ts';

/** `kopi-docka repository …`: makes the repository that the configuration names, and shows it. */
export const addRepository: AddCommand = (parent, act) => {
  const repository = parent.command('repository').description('make the repository, and show it');
  repository
    .command('create')
    .description('make the repository that the configuration names; one that is ours already is fine')
    .action(act(createRepository));
  repository.command('status').description('open the repository and tell what it is').action(act(showStatus));
};

async function createRepository(session: Session): Promise<number> {
  const app = await session.app();
  const { type, target } = app.repository();
  const { kopia, created } = await session.interruptible(() => app.repository().create());
  const { uniqueId } = await kopia.status();
  const result = { schema: 'kopi-docka/repository-create/1', exitCode: 0, created, type, target, uniqueId };
  return session.outcome(result, () =>
    created
      ? `Made a ${type} repository at ${printable(target)}. ${passwordText(app.config.repository.password)}`
      : `The ${type} repository at ${printable(target)} was there already.`,
  );
}

async function showStatus(session: Session): Promise<number> {
  const app = await session.app();
  const kopia = await app.repository().open();
  const status = await kopia.status();
  const version = await kopia.version();
  session.answer({ schema: 'kopi-docka/repository-status/1', ...status, kopia: version }, () =>
    [
      `type      ${status.type}`,
      `target    ${printable(status.target)}`,
      `id        ${status.uniqueId}`,
      `identity  ${printable(`${status.user}@${status.host}`)}`,
      `kopia     ${printable(version)}`,
    ].join('\n'),
  );
  return 0;
}

function passwordText(password: SecretSource): string {
  if (!('file' in password)) return 'Keep its password in a safe place elsewhere too.';
  return `Its password is in ${printable(password.file)}: copy that file to a safe place elsewhere now.`;
}
