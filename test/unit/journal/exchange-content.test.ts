import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readFolderAttributes } from '../../../src/host/folder-attributes.ts';
import type { ContentStep } from '../../../src/journal/content-step.ts';
import { exchangeContent, findClash } from '../../../src/journal/exchange-content.ts';
import { rollBack } from '../../../src/journal/roll-back.ts';
import type { SwapStep } from '../../../src/journal/types.ts';
import { compareTrees } from '../../lab/compare.ts';
import { scanTree, type Tree } from '../../lab/scan.ts';
import { freshFolder, step } from './samples.ts';

/** After so many changes of the file system the process dies. */
const death = vi.hoisted(() => ({ after: Number.POSITIVE_INFINITY, changes: 0 }));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const dying = <Call extends (...args: never[]) => unknown>(call: Call) =>
    ((...args) => {
      if (death.changes >= death.after) throw new Error('killed');
      death.changes += 1;
      return call(...args);
    }) as Call;
  return { ...fs, renameSync: dying(fs.renameSync), mkdirSync: dying(fs.mkdirSync), rmdirSync: dying(fs.rmdirSync) };
});

afterEach(() => live());

function live(): void {
  death.after = Number.POSITIVE_INFINITY;
}

/** Runs until it dies after so many changes; false when it came to its end. */
function diesAfter(changes: number, work: () => void): boolean {
  Object.assign(death, { after: changes, changes: 0 });
  try {
    work();
    return false;
  } catch (error) {
    if ((error as Error).message.includes('killed') || (error as { cause?: Error }).cause?.message === 'killed')
      return true;
    throw error;
  } finally {
    live();
  }
}

interface World {
  readonly steps: readonly ContentStep[];
  readonly old: readonly Tree[];
  readonly fresh: readonly Tree[];
}

const NEW = '.kopi-docka-new-abcdabcd';
const OLD = '.kopi-docka-old-abcdabcd';
const KEPT = '.kopi-docka-old-00000000';
const VOLUMES = ['db', 'files'];

/** Two volumes with data, one of them with what an earlier restore keeps in it. */
const template = freshFolder();
for (const name of VOLUMES) {
  const root = join(template, name);
  fill(root, 'old', 0o2751, 999);
  fill(join(root, NEW, 'data'), 'new', 0o700, 70);
  if (name === 'db') fill(join(root, KEPT), 'older', 0o755, 0);
  execFileSync('touch', ['-d', '@1000000000.123456789', root]);
}
const contents = VOLUMES.map((name) => ({
  before: readFolderAttributes(join(template, name)),
  after: readFolderAttributes(join(template, name, NEW, 'data')),
}));
const old = VOLUMES.map((name) => visible(join(template, name)));
const fresh = VOLUMES.map((name) => visible(join(template, name, NEW, 'data')));

function makeWorld(): World {
  const folder = freshFolder();
  execFileSync('cp', ['-a', `${template}/.`, folder]);
  const steps = VOLUMES.map((name, index): ContentStep => {
    const root = join(folder, name);
    const content = contents[index] as ContentStep['content'];
    return { ...step(folder, name), live: root, fresh: join(root, NEW, 'data'), old: join(root, OLD), content };
  });
  return { steps, old, fresh };
}

function fill(folder: string, generation: string, mode: number, owner: number): void {
  for (const path of ['', 'sub', 'empty', `only-${generation}`]) mkdirSync(join(folder, path), { recursive: true });
  for (const path of ['file', '.hidden', 'sub/deep', `${generation}.txt`])
    writeFileSync(join(folder, path), `${generation} ${path}`);
  execFileSync('setfattr', ['-n', 'user.generation', '-v', generation, folder]);
  if (generation === 'old') execFileSync('setfattr', ['-n', 'user.gone', '-v', 'x', folder]);
  execFileSync('setfacl', ['-d', '-m', `u:${owner + 1}:r`, folder]);
  execFileSync('chown', [`${owner}:${owner}`, folder]);
  execFileSync('chmod', [mode.toString(8), folder]);
  execFileSync('touch', ['-d', `@${owner + 1}.987654321`, folder]);
}

/** A volume without what restores keep in it. */
function visible(root: string): Tree {
  return new Map([...scanTree(root)].filter(([path]) => !path.startsWith('.kopi-docka-')));
}

function differences(expected: readonly Tree[], steps: readonly SwapStep[]): readonly string[] {
  return steps.flatMap(({ live }, index) => compareTrees(expected[index] as Tree, visible(live)));
}

function exchangeAll(steps: readonly ContentStep[]): void {
  for (const one of steps) exchangeContent(one);
}

const total = ((): number => {
  const { steps } = makeWorld();
  death.changes = 0;
  exchangeAll(steps);
  return death.changes;
})();
const moments = Array.from({ length: total + 1 }, (_, count) => count);

describe('exchanging the content of folders that can not be renamed', () => {
  it('puts the new content in place, with owner, mode, time and attributes of its folder', () => {
    const { steps, old, fresh } = makeWorld();
    exchangeAll(steps);
    expect(differences(fresh, steps)).toEqual([]);
    expect(steps.flatMap((one, index) => compareTrees(old[index] as Tree, one.old, { ignore: ['rootEntry'] }))).toEqual(
      [],
    );
    expect(steps.map(({ fresh: gone }) => existsSync(gone))).toEqual([false, false]);
  });

  it('leaves alone what an earlier restore keeps', () => {
    const { steps } = makeWorld();
    const kept = join(steps[0]?.live ?? '', KEPT);
    const before = scanTree(kept);
    exchangeAll(steps);
    rollBack(steps);
    expect(compareTrees(before, kept)).toEqual([]);
  });

  it('dies at many moments', () => expect(total).toBeGreaterThanOrEqual(30));

  it.each(moments)('is rolled back entry by entry when it dies after change %i', (count) => {
    const { steps, old } = makeWorld();
    expect(diesAfter(count, () => exchangeAll(steps))).toBe(count < total);
    rollBack(steps);
    expect(differences(old, steps)).toEqual([]);
    expect(steps.map((one) => existsSync(one.old) || existsSync(`${one.old}.partial`))).toEqual([false, false]);
  });

  it.each(moments)(
    'is rolled back when recovery dies as well, after each of its changes (the exchange after %i)',
    (count) => {
      for (let again = 0; ; again += 1) {
        const { steps, old } = makeWorld();
        diesAfter(count, () => exchangeAll(steps));
        const died = diesAfter(again, () => rollBack(steps));
        rollBack(steps);
        expect(differences(old, steps)).toEqual([]);
        if (!died) break;
      }
    },
    60_000,
  );

  it('does nothing when it is rolled back a second time', () => {
    const { steps, old } = makeWorld();
    diesAfter(total - 3, () => exchangeAll(steps));
    rollBack(steps);
    death.changes = 0;
    rollBack(steps);
    expect(death.changes).toBe(0);
    expect(differences(old, steps)).toEqual([]);
  });

  it('is done again backwards by an undo, which may die at any moment', () => {
    for (let count = 0; ; count += 1) {
      const { steps, old, fresh } = makeWorld();
      exchangeAll(steps);
      const undo = steps.map(
        (one): ContentStep => ({
          ...one,
          fresh: one.old,
          old: join(one.live, '.kopi-docka-undone-abcdabcd'),
          content: { before: one.content.after, after: one.content.before },
        }),
      );
      const died = diesAfter(count, () => exchangeAll(undo));
      if (!died) {
        expect(differences(old, steps)).toEqual([]);
        break;
      }
      rollBack(undo);
      expect(differences(fresh, steps)).toEqual([]);
      exchangeAll(undo);
      expect(differences(old, steps)).toEqual([]);
    }
  }, 60_000);

  it('moves nothing when somebody has put something in the way', () => {
    const { steps } = makeWorld();
    const [first, second] = steps as [ContentStep, ContentStep];
    diesAfter(4, () => exchangeAll(steps));
    expect(existsSync(`${first.old}.partial`)).toBe(true);
    writeFileSync(join(first.live, '.hidden'), 'somebody');
    const before = [scanTree(first.live), scanTree(second.live)];
    expect(findClash(first)).toMatch(/something new lies at .*\.hidden/);
    expect(() => rollBack(steps)).toThrow(/something new lies at/);
    expect([scanTree(first.live), scanTree(second.live)]).toEqual(before);
    rmSync(join(first.live, '.hidden'));
    rollBack(steps);
  });

  it('does not begin to mix new data with what a restore keeps', () => {
    const { steps, old } = makeWorld();
    const [first] = steps as [ContentStep];
    writeFileSync(join(first.fresh, KEPT), 'of the same name');
    expect(() => exchangeContent(first)).toThrow();
    rollBack([first]);
    expect(compareTrees(old[0] as Tree, visible(first.live))).toEqual([]);
  });
});
