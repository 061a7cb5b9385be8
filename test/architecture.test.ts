import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Rooms by floor, as docs/architecture.md draws them. A file that lies in no room is a room of its own. */
const floors: readonly (readonly string[])[] = [
  ['errors.ts', 'events.ts', 'version.ts'],
  ['docker', 'kopia', 'freeze', 'host'],
  ['units', 'points', 'fidelity', 'journal', 'config'],
  ['backup', 'restore', 'proof', 'repository', 'doctor', 'schedule', 'notify'],
  ['main.ts', 'app.ts', 'cli'],
];

/** Rooms that may use another one of their own floor. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  'events.ts': ['errors.ts'],
  docker: ['host'],
  kopia: ['host'],
  freeze: ['host'],
  proof: ['restore'],
  doctor: ['repository'],
  'main.ts': ['app.ts', 'cli'],
  'app.ts': ['cli'],
  cli: ['app.ts'],
};

/** Who may use a library; whatever is not named here may be used nowhere. */
const libraries: Readonly<Record<string, (file: string) => boolean>> = {
  dockerode: (file) => file.startsWith('docker/'),
  execa: (file) => file.startsWith('host/') || file.startsWith('kopia/'),
  commander: (file) => file.startsWith('cli/'),
  '@inquirer/prompts': (file) => file.startsWith('cli/'),
  pino: (file) => file.startsWith('cli/output/'),
  yaml: () => true,
  'p-limit': () => true,
  zod: () => true,
};

const pureName = /^(plan|choose|order|parse|group|classify)-/;
const pureModules = ['node:path', 'node:path/posix', 'node:util', 'node:buffer', 'node:querystring', 'node:url'];

interface Import {
  readonly of: string;
  readonly isType: boolean;
}

interface Source {
  readonly file: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readSource(file));
const byFile = new Map(sources.map((source) => [source.file, source]));

function readSource(file: string): Source {
  const code = withoutComments(readFileSync(join('src', file), 'utf8'));
  const statements = code.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+\sfrom\s+)?'([^']+)'/g);
  const dynamic = code.matchAll(/\bimport\('([^']+)'\)/g);
  return {
    file,
    code,
    imports: [
      ...[...statements].map(([, type, of = '']) => ({ of, isType: type !== undefined })),
      ...[...dynamic].map(([, of = '']) => ({ of, isType: false })),
    ],
  };
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function floorOf(file: string): number {
  return floors.findIndex((rooms) => rooms.includes(roomOf(file)));
}

/** The file of ours that an import names; null when it names a library or a part of Node. */
function target(source: Source, { of }: Import): string | null {
  return of.startsWith('.') ? normalize(join(dirname(source.file), of)) : null;
}

function isForbidden(source: Source, found: Import): boolean {
  const used = target(source, found);
  if (used === null || roomOf(used) === roomOf(source.file)) return false;
  const [from, to] = [floorOf(source.file), floorOf(used)];
  if (to < from) return false;
  if (to > from) return true;
  const isTypesFile = found.isType && used.endsWith('/types.ts');
  return !isTypesFile && !(neighbours[roomOf(source.file)] ?? []).includes(roomOf(used));
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every file of ours that is loaded when this one is; itself included. */
function loadedBy(source: Source, seen = new Set<Source>()): ReadonlySet<Source> {
  if (seen.has(source)) return seen;
  seen.add(source);
  for (const found of source.imports) {
    const next = found.isType ? undefined : byFile.get(target(source, found) ?? '');
    if (next) loadedBy(next, seen);
  }
  return seen;
}

describe('the house', () => {
  test('has a floor for every file', () => {
    expect(sources.map(({ file }) => file).filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  test('lets no room import from above, and sideways only where it is agreed', () => {
    const wrong = sources.flatMap((source) =>
      source.imports.filter((found) => isForbidden(source, found)).map(({ of }) => `${source.file} → ${of}`),
    );
    expect(wrong).toEqual([]);
  });

  test('keeps each library in its room', () => {
    const wrong = sources.flatMap(({ file, imports }) =>
      imports
        .filter(({ of }) => !of.startsWith('.') && !of.startsWith('node:'))
        .filter(({ of }) => !(libraries[packageOf(of)]?.(file) ?? false))
        .map(({ of }) => `${file} → ${of}`),
    );
    expect(wrong).toEqual([]);
  });

  test('has no two files that need each other to load', () => {
    const circles = sources.filter((source) =>
      source.imports.some((found) => {
        const next = found.isType ? undefined : byFile.get(target(source, found) ?? '');
        return next !== undefined && loadedBy(next).has(source);
      }),
    );
    expect(circles.map(({ file }) => file)).toEqual([]);
  });

  test('ends the process in main.ts alone', () => {
    const wrong = sources.filter(({ code }) => /\bprocess\s*\.\s*(exit|abort|reallyExit)\b(?!Code)/.test(code));
    expect(wrong.map(({ file }) => file).filter((file) => file !== 'main.ts')).toEqual([]);
  });
});

describe('a file with a pure name', () => {
  const pure = sources.filter(({ file }) => pureName.test(file.split('/').at(-1) ?? ''));

  test('exists', () => {
    expect(pure.length).toBeGreaterThan(5);
  });

  test('uses nothing of Node that could do I/O', () => {
    const wrong = pure.flatMap(({ file, imports }) =>
      imports
        .filter(({ of, isType }) => !isType && of.startsWith('node:') && !pureModules.includes(of))
        .map(({ of }) => `${file} → ${of}`),
    );
    expect(wrong).toEqual([]);
  });

  test('asks no clock, environment or dice', () => {
    const asking = /Date\.now\(|new Date\(\)|performance\.now|\bprocess\.|Math\.random|randomBytes|randomUUID/;
    expect(pure.filter(({ code }) => asking.test(code)).map(({ file }) => file)).toEqual([]);
  });
});
