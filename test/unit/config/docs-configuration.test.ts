import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { completeConfig } from '../../../src/config/complete-config.ts';
import { listNotYet } from '../../../src/config/list-not-yet.ts';
import { parseDuration } from '../../../src/config/parse-duration.ts';
import { resolvePlaces } from '../../../src/config/places.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { OUR_LABELS } from '../../../src/units/parse-labels.ts';

const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

/** The rows of all tables whose first column has this title. */
function rowsOf(title: string): readonly (readonly string[])[] {
  const tables = page.split('\n\n').filter((block) => block.startsWith(`| ${title} |`));
  return tables.flatMap((table) =>
    table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, -1))
      .map((cells) => cells.map((cell) => cell.trim())),
  );
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Every key that a file may set; the name of a unit, volume, bind or file is NAME. */
function keysOf(schema: JsonSchema, path: readonly string[] = []): readonly string[] {
  const { properties, additionalProperties: values } = schema;
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, inner]) => keysOf(inner, [...path, key]));
  const isRecord = typeof values === 'object' && Object.keys(values).length > 0;
  return isRecord ? keysOf(values, [...path, 'NAME']) : [path.join('.')];
}

const rows = rowsOf('key').map(([key = '', fallback = '', meaning = '']) => ({
  key: key.replaceAll('`', ''),
  fallback,
  meaning,
}));

test('docs/configuration.md lists every key of the configuration, and no other', () => {
  const known = keysOf(z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema);
  expect(rows.map(({ key }) => key).sort()).toEqual([...known].sort());
});

test('docs/configuration.md lists every label, and no other', () => {
  expect(rowsOf('label').map(([label = '']) => label.replaceAll('`', ''))).toEqual(OUR_LABELS);
});

test('docs/configuration.md marks what this version does not apply, and nothing else', () => {
  const all = {
    repository: { throttle: {} },
    retention: { latest: 1, hourly: 1, daily: 1, weekly: 1, monthly: 1, annual: 1 },
    policy: { globalPolicyFile: '/a', repositoryConfigFile: '/b' },
    units: { NAME: { hooks: {} } },
    schedule: {},
    notifications: [],
  };
  const notYet = listNotYet(all);
  const marked = rows.filter(({ meaning }) => meaning === '*not yet*').map(({ key }) => key);
  const expected = rows.filter(({ key }) => notYet.some((name) => key === name || key.startsWith(`${name}.`)));
  expect(marked).toEqual(expected.map(({ key }) => key));
});

test('the defaults that docs/configuration.md names are those of the program', () => {
  const config = completeConfig({}, resolvePlaces({}, 0, { config: null }), { file: null, origin: 'defaults' });
  const inForce = new Map<string, unknown>([
    ...flatten(config),
    ['backup.healthTimeout', config.backup.healthTimeoutSeconds],
    ['backup.parallelism', config.backup.parallelism ?? 'auto'],
  ]);
  const named = rows.flatMap(({ key, fallback }) => {
    const value = /^`([^`]+)`$/.exec(fallback)?.[1];
    return value === undefined || key.includes('NAME') ? [] : [{ key, value }];
  });
  expect(named.length).toBeGreaterThan(15);
  for (const { key, value } of named) expect({ key, value: read(value) }).toEqual({ key, value: inForce.get(key) });
});

/** `2m` is 120, `true` and `[]` are what they are in JSON, anything else is text. */
function read(text: string): unknown {
  if (/^\d+[smh]$/.test(text)) return parseDuration(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function flatten(value: unknown, path: readonly string[] = []): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...path, key]));
}
