import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { inspectFolder } from '../../repository/inspect-folder.ts';
import { isNotYetMade } from '../is-fresh.ts';
import { info, ok, problem } from '../observations.ts';
import type { Check, DoctorContext, Observation } from '../types.ts';

/** Whether the repository is there, opens with our password, and can be written to. */
export const repositoryCheck: Check = {
  name: 'repository',
  async run(context) {
    try {
      return [await open(context), ...(await writable(context))];
    } catch (cause) {
      if (isNotYetMade(context, cause)) return [notYet(context)];
      throw cause;
    }
  },
};

async function open(context: DoctorContext): Promise<Observation> {
  const kopia = await context.repository().open();
  const { type, target, user, host } = await kopia.status();
  return ok(`the ${type} repository ${target} opens, as ${user}@${host}`);
}

/** A remote repository tells only when something is written, which doctor does not do. */
async function writable(context: DoctorContext): Promise<readonly Observation[]> {
  const { localPath } = context.repository();
  if (localPath === null) return [];
  try {
    await access(localPath, constants.W_OK);
    return [];
  } catch {
    const message = `the repository ${localPath} can not be written to`;
    return [problem('E_REPO_READONLY', message, 'Mount it writable, or make it writable for this user.')];
  }
}

function notYet(context: DoctorContext): Observation {
  const { target, localPath } = context.repository();
  if (localPath !== null && inspectFolder(localPath) === 'foreign')
    return problem(
      'E_REPO_FOREIGN',
      `${localPath} holds something that is no kopia repository`,
      'Name an empty folder.',
    );
  if (localPath === null) return info(`there is no repository at ${target} yet`, 'kopi-docka repository create');
  return info(`there is no repository yet; the first backup makes it at ${target}`, 'kopi-docka backup');
}
