import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, run } from './programs.mjs';

const releases = 'https://github.com/kopia/kopia/releases/download';
const keyUrl = 'https://kopia.io/signing-key';
const keyFingerprint = '7FB99DFD47809F0D5339D7D92273699AFD56A556';
const architectures = { x64: 'x64', arm64: 'arm64', arm: 'arm' };

/**
 * Puts the official release of kopia at `target`.
 *
 * Errors  Throws when anything can not be fetched, when the list of checksums is not signed with kopia's key, or when the
 *         archive is not the listed one.
 */
export async function downloadKopia(version, target) {
  const archive = `kopia-${version}-linux-${architectures[process.arch]}.tar.gz`;
  const base = `${releases}/v${version}`;
  const [key, list, signature, data] = await Promise.all(
    [keyUrl, `${base}/checksums.txt`, `${base}/checksums.txt.sig`, `${base}/${archive}`].map(fetchBytes),
  );
  const folder = mkdtempSync(join(tmpdir(), 'kopia-release-'));
  try {
    checkSignature(folder, { key, list, signature }, keyFingerprint);
    checkListed(list.toString(), archive, data);
    writeFileSync(join(folder, archive), data);
    run('tar', ['-xzf', join(folder, archive), '-C', folder, '--no-same-owner', '--strip-components=1']);
    chmodSync(join(folder, 'kopia'), 0o755);
    run('cp', [join(folder, 'kopia'), `${target}.part`]);
    renameSync(`${target}.part`, target);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Errors  Throws unless `list` carries a good `signature` by the key with that fingerprint, in a keyring of its own. */
export function checkSignature(folder, { key, list, signature }, fingerprint) {
  if (!findProgram('gpg')) throw new Error('gpg is needed to check the signature of the kopia release: install gnupg');
  const [keyFile, listFile, signatureFile] = ['key', 'checksums.txt', 'checksums.txt.sig'].map((n) => join(folder, n));
  writeFileSync(keyFile, key);
  writeFileSync(listFile, list);
  writeFileSync(signatureFile, signature);
  chmodSync(folder, 0o700);
  const gpg = ['--homedir', folder, '--batch', '--no-autostart', '--status-fd', '1'];
  run('gpg', [...gpg, '--import', keyFile]);
  const status = run('gpg', [...gpg, '--verify', signatureFile, listFile]);
  const signed = status.split('\n').find((line) => line.startsWith('[GNUPG:] VALIDSIG '));
  if (!signed?.trim().endsWith(fingerprint))
    throw new Error('the checksums of the kopia release are not signed with its key');
}

/** Errors  Throws unless the list of checksums names this archive with exactly this content. */
export function checkListed(list, archive, data) {
  const sum = createHash('sha256').update(data).digest('hex');
  const listed = list.split('\n').some((line) => {
    const [listedSum, name] = line.trim().split(/\s+\*?/);
    return name === archive && listedSum === sum;
  });
  if (!listed) throw new Error(`${archive} is not the file that the signed checksums list`);
}

async function fetchBytes(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(300_000) }).catch((error) => {
    throw new Error(`${url}: ${error.cause?.message ?? error.message}`);
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
