import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Warning } from '../../../src/events.ts';
import { applyRecord } from '../../../src/fidelity/apply-record.ts';
import { clearInheritedAcl } from '../../../src/fidelity/clear-inherited-acl.ts';
import { scanTree } from '../../../src/fidelity/scan.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';

const path = process.env['PATH'];
let folder = '';
let tree = '';

beforeEach(() => {
  folder = freshFolder('limits');
  tree = join(folder, 'tree');
  mkdirSync(tree);
});

afterEach(() => {
  process.env['PATH'] = path;
  removeFolder(folder);
});

test('a host without getfattr is told once what is left out', async () => {
  writeFileSync(join(tree, 'file'), 'x');
  onlyTools('find');
  const record = await scanTree(tree);
  expect(record.counts.files).toBe(1);
  expect(record.warnings.map(({ message }) => message)).toEqual([
    'getfattr was not found: extended attributes, ACLs and file capabilities are left out',
  ]);
});

test('a host whose find is not the one of GNU is told what is left out', async () => {
  onlyTools('getfattr');
  const shim = join(folder, 'tools', 'find');
  symlinkSync('/bin/busybox', shim);
  const record = await scanTree(tree);
  expect(record.warnings.map(({ message }) => message)).toEqual([
    'GNU find was not found: special files, hard links, directory times and holes are left out',
  ]);
});

test('a host without setfattr is told at the restore what is left out', async () => {
  execFileSync('setfattr', ['-n', 'user.a', '-v', 'b', tree]);
  const record = await scanTree(tree);
  onlyTools('tar');
  const warnings = await applyRecord(tree, record);
  expect(warnings.map(({ code }) => code)).toEqual(['W_FIDELITY_TOOL']);
});

test('what kopia takes for a placeholder of its own is named', async () => {
  writeFileSync(join(tree, 'data.kopia-entry'), 'x');
  const { warnings } = await scanTree(tree);
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([
    [
      'W_FIDELITY_NAME',
      'kopia takes data.kopia-entry for a placeholder of its own, so it may be missing in the backup',
    ],
  ]);
});

test('nothing at the place of the tree is an error', async () => {
  await expect(scanTree(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'E_UNREADABLE_VOLUME' });
});

test('a scan ends when it is cancelled', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(scanTree(tree, { signal: stop.signal })).rejects.toMatchObject({ code: 'E_STATE' });
});

test('a folder that may not be entered is named, not passed over', async () => {
  mkdirSync(join(tree, 'closed'), { mode: 0 });
  const warnings = await withoutRights(['dac_override', 'dac_read_search'], 'scan');
  expect(warnings.map(({ code }) => code)).toContain('W_FIDELITY_UNREADABLE');
});

test('what is made in a cleared folder inherits no ACL', async () => {
  execFileSync('setfacl', ['-d', '-m', 'u:1001:rwx', tree]);
  const [plain, cleared] = [join(tree, 'plain'), join(tree, 'cleared')];
  mkdirSync(plain);
  mkdirSync(cleared);
  await clearInheritedAcl(cleared);
  await clearInheritedAcl(cleared);
  const aclsIn = async (at: string) => {
    writeFileSync(join(at, 'file'), 'x');
    return (await scanTree(join(at, 'file'))).attributes.length;
  };
  expect([await aclsIn(plain), await aclsIn(cleared)]).toEqual([1, 0]);
});

test('what needs a right that is not there is named, and the rest is restored', async () => {
  execFileSync('mknod', [join(tree, 'null device'), 'c', '1', '3']);
  execFileSync('mkfifo', [join(tree, 'fifo')]);
  writeFileSync(join(tree, 'program'), 'x');
  execFileSync('setfattr', [
    '-n',
    'security.capability',
    '-v',
    `0x0100000200040000${'0'.repeat(24)}`,
    join(tree, 'program'),
  ]);
  execFileSync('setfattr', ['-n', 'user.kept', '-v', 'b', join(tree, 'program')]);
  const restored = join(folder, 'restored');
  mkdirSync(restored);
  writeFileSync(join(restored, 'program'), 'x');
  const warnings = await withoutRights(['mknod', 'setfcap'], 'apply', restored);
  const messages = warnings.map(({ message }) => message).sort();
  expect(messages).toHaveLength(2);
  expect(messages[0]).toBe(
    'the attribute security.capability of program was not restored: not permitted, or not supported here',
  );
  expect(messages[1]).toMatch(/^the device node of null device was not restored: .*Operation not permitted$/);
  expect(execFileSync('getfattr', ['-n', 'user.kept', '--only-values', join(restored, 'program')]).toString()).toBe(
    'b',
  );
  expect(execFileSync('stat', ['-c', '%F', join(restored, 'fifo')]).toString()).toBe('fifo\n');
});

/** Leaves only these programs in the PATH until the test ends. */
function onlyTools(...names: readonly string[]): void {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  for (const name of names) symlinkSync(execFileSync('which', [name]).toString().trim(), join(tools, name));
  process.env['PATH'] = tools;
}

/** Scans the tree, or applies its record to `restored`, in a process that lacks some of root's rights; gives its warnings. */
async function withoutRights(capabilities: readonly string[], what: 'scan' | 'apply', restored = '') {
  const outfile = join(folder, 'program.mjs');
  const stdin = { contents: PROGRAM, resolveDir: process.cwd() };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: REQUIRE },
  });
  const dropped = capabilities.map((name) => `-${name}`).join(',');
  const command = [process.execPath, outfile, what, tree, restored];
  const answer = execFileSync('setpriv', [`--bounding-set=${dropped}`, `--inh-caps=${dropped}`, ...command]);
  return JSON.parse(answer.toString()) as readonly Warning[];
}

const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
const PROGRAM = `
import { applyRecord } from './src/fidelity/apply-record.ts';
import { scanTree } from './src/fidelity/scan.ts';
const [what, tree, restored] = process.argv.slice(2);
const record = await scanTree(tree);
console.log(JSON.stringify(what === 'scan' ? record.warnings : await applyRecord(restored, record)));
`;
