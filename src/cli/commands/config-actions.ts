import { existsSync } from 'node:fs';
import { stringify } from 'yaml';
import * as z from 'zod';
import { checkConfig, loadConfig } from '../../config/load.ts';
import { type Migration, migrateConfig } from '../../config/migrate.ts';
import { type ResolvedPlaces, resolvePlaces } from '../../config/places.ts';
import { configSchema } from '../../config/schema.ts';
import type { LoadedConfig, SecretSource } from '../../config/types.ts';
import { ERRORS } from '../../errors.ts';
import { printable } from '../../host/text.ts';
import { configDocument } from '../output/config-document.ts';
import type { Look } from '../output/look.ts';
import { finding } from '../output/paragraph.ts';
import { describeSecretState } from '../secret-state.ts';
import type { Session } from '../session.ts';

/** Prints every setting that holds; the text is YAML. */
export async function showConfig(session: Session): Promise<number> {
  const loaded = loadConfig(placesOf(session), session.terminal.env);
  const { password, credentials } = loaded.config.repository;
  const states = new Map<SecretSource, string>();
  for (const source of [password, credentials])
    if (source !== null) states.set(source, await describeSecretState(source, session.terminal.env));
  const document = configDocument(loaded.config, (source) => states.get(source) ?? '[NOT SET]');
  const { notYet, warnings } = loaded;
  session.answer({ schema: 'kopi-docka/config/1', ...document, notYet, warnings }, (look) =>
    [stringify(document, { lineWidth: 0 }).trimEnd(), ...remarks(loaded, look)].join('\n'),
  );
  return 0;
}

/** Prints all problems of the file, each with line and column; exit 4 when there is one. */
export async function checkConfigFile(session: Session): Promise<number> {
  const places = placesOf(session);
  const problems = checkConfig(places);
  if (problems.length > 0) {
    const document = { schema: 'kopi-docka/config-check/1', file: places.config, valid: false, problems };
    session.answer(document, ({ paint }) =>
      problems
        .map(
          ({ line, column, message }) =>
            `${printable(places.config)}:${line}:${column}: ${paint.red(printable(message))}`,
        )
        .join('\n'),
    );
    return ERRORS.E_CONFIG.exit;
  }
  const loaded = loadConfig(places, session.terminal.env);
  const { notYet, warnings, config } = loaded;
  const document = { schema: 'kopi-docka/config-check/1', file: config.file, valid: true, problems, notYet, warnings };
  session.answer(document, (look) =>
    [
      config.file === null ? 'Nothing is configured; the defaults hold.' : `${printable(config.file)} is valid.`,
      ...remarks(loaded, look),
    ].join('\n'),
  );
  return 0;
}

/** Writes the configuration of the Python tool as our own YAML, at the standard place; the old file stays as it is. */
export async function migrateOlderConfig(session: Session): Promise<number> {
  const { env } = session.terminal;
  const places = placesOf(session);
  const { KOPI_DOCKA_CONFIG: _, ...standard } = env;
  const target = resolvePlaces(standard, process.geteuid?.() ?? 0, { config: null }).config;
  const migration = migrateConfig(loadConfig(places, env), places, target, env);
  session.answer(migration, () => migrationText(migration));
  return 0;
}

function migrationText({ from, to, passwordFile, unmapped }: Migration): string {
  return [
    `${printable(to)} was written from ${printable(from)}, which stays as it is and is no longer read.`,
    ...(passwordFile === null ? [] : [`The password was put into ${printable(passwordFile)}.`]),
    ...unmapped.map((name) => `not taken over: ${printable(name)}`),
  ].join('\n');
}

/** Prints which file holds the configuration, or would. */
export async function printPath(session: Session): Promise<number> {
  const { config, configIsNamed, olderConfigs, ...places } = placesOf(session);
  const file = [config, ...olderConfigs].find((path) => existsSync(path)) ?? config;
  session.answer({ schema: 'kopi-docka/config-path/1', file, exists: existsSync(file), places }, () => printable(file));
  return 0;
}

/** Prints the JSON Schema of the file. */
export async function printSchema(session: Session): Promise<number> {
  const jsonSchema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  session.answer({ schema: 'kopi-docka/config-schema/1', jsonSchema }, () => JSON.stringify(jsonSchema, null, 2));
  return 0;
}

function placesOf({ terminal, globals }: Session): ResolvedPlaces {
  return resolvePlaces(terminal.env, process.getuid?.() ?? 0, { config: globals.config });
}

function remarks({ notYet, warnings }: LoadedConfig, look: Look): readonly string[] {
  return [
    ...notYet.map(
      (name) =>
        `${look.paint.yellow('warning:')} ${printable(name)} is understood, but this version does not apply it yet`,
    ),
    ...warnings.map((warning) => finding(null, warning, look)),
  ];
}
