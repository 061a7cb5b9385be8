import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

const folder = freshFolder('release');
const gpgHome = join(folder, 'gpg');
const list = join(folder, 'checksums.txt');
const archive = Buffer.from('the archive');
let fingerprint = '';
let release: { checkSignature: (...given: unknown[]) => void; checkListed: (...given: unknown[]) => void };

function gpg(...args: readonly string[]): string {
  return execFileSync('gpg', ['--homedir', gpgHome, '--batch', ...args], { encoding: 'utf8', stdio: 'pipe' });
}

beforeAll(async () => {
  release = await import(resolve('scripts/setup/kopia-release.mjs'));
  mkdirSync(gpgHome, { mode: 0o700 });
  gpg('--passphrase', '', '--quick-generate-key', 'the lab', 'ed25519', 'sign', '1d');
  fingerprint = /^fpr:+([0-9A-F]+):/m.exec(gpg('--with-colons', '--list-keys'))?.[1] ?? '';
  const sum = createHash('sha256').update(archive).digest('hex');
  writeFileSync(list, `${'0'.repeat(64)}  other.tar.gz\n${sum}  kopia.tar.gz\n`);
  gpg('--detach-sign', '--output', `${list}.sig`, list);
});

afterAll(() => {
  execFileSync('gpgconf', ['--homedir', gpgHome, '--kill', 'all']);
  removeFolder(folder);
});

function checkWith(changes: { readonly list?: Buffer; readonly fingerprint?: string }): void {
  const given = {
    key: Buffer.from(gpg('--armor', '--export')),
    list: changes.list ?? readFileSync(list),
    signature: readFileSync(`${list}.sig`),
  };
  const place = freshFolder('keyring');
  try {
    release.checkSignature(place, given, changes.fingerprint ?? fingerprint);
  } finally {
    removeFolder(place);
  }
}

test('the checksums of a kopia release are taken when its key signed them', () => {
  expect(() => checkWith({})).not.toThrow();
});

test('checksums that were changed after signing are refused', () => {
  expect(() => checkWith({ list: Buffer.from('changed') })).toThrow();
});

test('a good signature by any other key is refused', () => {
  expect(() => checkWith({ fingerprint: 'A'.repeat(40) })).toThrow('not signed with its key');
});

test('an archive is taken only when it is the very one that is listed', () => {
  const listed = readFileSync(list, 'utf8');
  expect(() => release.checkListed(listed, 'kopia.tar.gz', archive)).not.toThrow();
  expect(() => release.checkListed(listed, 'kopia.tar.gz', Buffer.from('another'))).toThrow('signed checksums');
  expect(() => release.checkListed(listed, 'other.tar.gz', archive)).toThrow('signed checksums');
});
