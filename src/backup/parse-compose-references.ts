import { parse } from 'yaml';
import * as z from 'zod';

/** A file that a Compose file refers to, as written there. */
export interface ComposeReference {
  readonly path: string;
  readonly role: 'compose' | 'env' | 'other';
  readonly required: boolean;
}

const textOrList = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const envFile = z.union([z.string(), z.object({ path: z.string(), required: z.boolean().optional() })]);
const includeEntry = z.union([
  z.string().transform((path) => ({ path: [path], env_file: [] as string[] })),
  z.object({ path: textOrList.catch([]), env_file: textOrList.catch([]) }),
]);
const fileObjects = z.record(z.string(), z.object({ file: z.string().optional() }).catch({})).catch({});

const composeFile = z.object({
  include: z.array(includeEntry.catch({ path: [], env_file: [] })).catch([]),
  services: z
    .record(
      z.string(),
      z
        .object({
          env_file: z.union([envFile.transform((entry) => [entry]), z.array(envFile)]).catch([]),
          extends: z.object({ file: z.string().optional() }).catch({}),
        })
        .catch({ env_file: [], extends: {} }),
    )
    .catch({}),
  configs: fileObjects,
  secrets: fileObjects,
});

/**
 * Lists the files that a Compose file refers to: include, extends, env_file, configs and secrets.
 *
 * Promise Never throws: what is no YAML, or not of Compose's form, refers to nothing. Paths with variables are left out.
 * Source  Compose specification: include, services.extends, services.env_file, configs, secrets.
 */
export function parseComposeReferences(text: string): readonly ComposeReference[] {
  const compose = composeFile.safeParse(parseYaml(text));
  if (!compose.success) return [];
  const { include, services, configs, secrets } = compose.data;
  const references: ComposeReference[] = [
    ...include.flatMap((entry) => [...entry.path.map(asRole('compose')), ...entry.env_file.map(asRole('env'))]),
    ...Object.values(services).flatMap((service) => [
      ...(service.extends.file === undefined ? [] : [asRole('compose')(service.extends.file)]),
      ...service.env_file.map((entry) =>
        typeof entry === 'string'
          ? asRole('env')(entry)
          : { path: entry.path, role: 'env' as const, required: entry.required ?? true },
      ),
    ]),
    ...[...Object.values(configs), ...Object.values(secrets)].flatMap(({ file }) =>
      file === undefined ? [] : [asRole('other')(file)],
    ),
  ];
  return references.filter(({ path }) => path !== '' && !path.includes('$') && !path.includes('://'));
}

function asRole(role: ComposeReference['role']): (path: string) => ComposeReference {
  return (path) => ({ path, role, required: true });
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { merge: true, logLevel: 'silent' });
  } catch {
    return null;
  }
}
