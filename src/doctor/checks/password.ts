import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeSecret } from '../../config/secrets.ts';
import { fileError } from '../../host/files.ts';
import { isFresh } from '../is-fresh.ts';
import { info, ok, problem, warning } from '../observations.ts';
import type { Check, Observation } from '../types.ts';

/** Whether the repository password is there, and for its owner alone. Looks at the file, never into it. */
export const passwordCheck: Check = {
  name: 'password',
  async run(context) {
    const source = context.loaded.config.repository.password;
    const file = 'file' in source ? source.file : 'olderConfig' in source ? source.olderConfig : null;
    if (file === null) return [ok(`the repository password comes from ${describeSecret(source)}`)];
    const stat = look(file);
    if (stat !== null) return [judgeFile(file, stat), ...judgeFolder(dirname(file))];
    if (isFresh(context)) return [info(`a repository password is made in ${file}, together with the repository`)];
    return [
      problem('E_CREDENTIALS', `the password file ${file} is not there`, `Put the repository password into ${file}.`),
    ];
  },
};

function judgeFile(file: string, { mode }: Stats): Observation {
  if (mode & 0o022) return problem('E_CREDENTIALS', `others may change the password file ${file}`, `chmod 600 ${file}`);
  if (mode & 0o044) return warning(`others may read the password file ${file}`, `chmod 600 ${file}`);
  return ok(`the password file ${file} is for its owner alone`);
}

function judgeFolder(folder: string): readonly Observation[] {
  const mode = look(folder)?.mode ?? 0;
  const mayReplace = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
  return mayReplace ? [warning(`others may replace the password file in ${folder}`, `chmod go-w ${folder}`)] : [];
}

function look(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (cause) {
    throw fileError(cause, path);
  }
}
