import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readSecret } from '../../../src/config/secrets.ts';
import type { SecretSource } from '../../../src/config/types.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

function secretFile(content: string, mode = 0o600): string {
  const folder = freshFolder('secret');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'secret');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const read = (source: SecretSource, env: Readonly<Record<string, string>> = {}) =>
  readSecret(source, 'the repository password', { PATH: process.env['PATH'], ...env });

test('a file, a variable, a command and a credential give the same secret', async () => {
  const file = secretFile('hunter2 \n');
  const secret = { value: 'hunter2 ', warnings: [] };
  expect(await read({ file })).toEqual(secret);
  expect(await read({ env: 'MINE' }, { MINE: 'hunter2 ' })).toEqual(secret);
  expect(await read({ command: `cat '${file}'` })).toEqual(secret);
  expect(await read({ credential: 'secret' }, { CREDENTIALS_DIRECTORY: join(file, '..') })).toEqual(secret);
  const olderConfig = secretFile('{"kopia":{"password":"hunter2 "}}');
  expect(await read({ olderConfig })).toEqual(secret);
});

test('a command runs without a shell', async () => {
  expect((await read({ command: 'echo $HOME; id' })).value).toBe('$HOME; id');
});

test('a file that others may change is refused, one that they may read is a warning', async () => {
  await expect(read({ file: secretFile('x', 0o620) })).rejects.toMatchObject({ code: 'E_CREDENTIALS' });
  expect((await read({ file: secretFile('x', 0o640) })).warnings).toEqual([
    expect.objectContaining({ code: 'W_SECRET_READABLE' }),
  ]);
});

test.each<[string, SecretSource]>([
  ['a missing file', { file: '/nowhere/secret' }],
  ['a variable that is not set', { env: 'NOT_SET' }],
  ['a credential without systemd', { credential: 'x' }],
  ['a command that fails', { command: `sh -c 'echo hunter2; echo hunter2 >&2; exit 3'` }],
  ['a command with an open quote', { command: `echo 'x` }],
])('%s is an error that names it and shows no secret', async (_, source) => {
  const error = await read(source).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'E_CREDENTIALS', message: expect.stringMatching(/^the repository password/) });
  expect(JSON.stringify([error.message, error.hint])).not.toContain('hunter2');
});

test('an empty secret is none', async () => {
  await expect(read({ file: secretFile('\n') })).rejects.toMatchObject({
    code: 'E_CREDENTIALS',
    message: expect.stringContaining('is empty'),
  });
});
