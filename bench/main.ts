import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { startEngine } from '../test/lab/engine.ts';
import { importImage } from '../test/lab/image.ts';
import { closeLab, openLab } from '../test/lab/lab-folder.ts';
import { type Tools, useTools } from '../test/lab/tools.ts';
import { measureBackup } from './backup.ts';
import { measureDiscovery } from './discovery.ts';
import { readSettings, type Settings } from './settings.ts';
import { measureStartUp } from './start-up.ts';

const page = 'docs/performance.md';
const [begin, end] = ['<!-- measured: begin -->', '<!-- measured: end -->'];

/**
 * Measures everything, prints the tables and, at full scale, puts them into docs/performance.md.
 *
 * Promise Engine, repositories and data are its own and are gone at the end.
 */
export async function measure(tools: Tools): Promise<void> {
  useTools(tools);
  const settings = readSettings();
  const lab = openLab();
  const engine = await startEngine();
  try {
    await importImage(engine);
    const parts: Readonly<Record<string, () => string | Promise<string>>> = {
      'start-up': () => measureStartUp(settings),
      discovery: () => measureDiscovery(engine, settings),
      backup: () => measureBackup(engine, settings),
    };
    const tables: string[] = [];
    for (const part of settings.parts) tables.push((await parts[part]?.()) ?? `there is no part ${part}`);
    const text = [heading(settings), ...tables].join('\n\n');
    console.log(`\n${text}`);
    if (settings.scale === 1) publish(text);
  } finally {
    await engine.dispose();
    closeLab(lab);
  }
}

function heading({ repetitions, scale }: Settings): string {
  const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`;
  return `Medians of ${repetitions} repetitions, least and greatest in brackets; scale ${scale}; ${machine}.
Ratios are taken within each repetition. Other work on the machine moves seconds, not ratios.`;
}

/** Replaces what the last run put between its marks; the rest of the page is written by people. */
function publish(text: string): void {
  const old = existsSync(page) ? readFileSync(page, 'utf8') : `# Performance\n\n${begin}\n${end}\n`;
  const [before = '', after = ''] = [old.split(begin)[0], old.split(end)[1]];
  writeFileSync(page, `${before}${begin}\n${text}\n${end}${after}`);
  console.log(`\nwritten to ${page}`);
}
