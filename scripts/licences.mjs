// The licence texts of every library that lies in the bundle, as their authors ask.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One text with the licence of each bundled package.
 *
 * Shape   repository root, paths of bundled files relative to it → text, packages in alphabetical order
 * Errors  Throws when a bundled package names no licence.
 */
export async function licenceText(root, inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null));
  const sections = await Promise.all([...folders].sort().map((folder) => section(join(root, folder))));
  return `${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function packageFolder(input) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? null;
}

async function section(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (!license) throw new Error(`${name} names no licence`);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(join(folder, file), 'utf8') : '';
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
