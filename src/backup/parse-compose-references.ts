import { parse } from 'yaml';
import * as z from 'zod';

/** A file that a Compose file names, as written there: variables and all. */
export interface FileReference {
  readonly path: string;
  readonly role: 'env' | 'other';
  readonly required: boolean;
}

/** Other Compose files that are taken in as a project of their own. */
export interface Include {
  readonly paths: readonly string[];
  /** What relative paths in there are relative to; null is the folder of the first of them. */
  readonly projectDirectory: string | null;
  readonly envFiles: readonly string[];
}

/** Everything that a Compose file refers to. `extended` are Compose files whose services it builds on. */
export interface ComposeReferences {
  readonly files: readonly FileReference[];
  readonly extended: readonly string[];
  readonly included: readonly Include[];
}

const textOrList = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const required = (role: FileReference['role']) => (path: string) => ({ path, role, required: true });
const envFile = z.union([
  z.string().transform(required('env')),
  z
    .object({ path: z.string(), required: z.boolean().default(true) })
    .transform((entry) => ({ ...entry, role: 'env' as const })),
]);
const includeEntry = z.union([
  z.string().transform((path) => ({ path: [path], env_file: [], project_directory: null })),
  z.object({
    path: textOrList.catch([]),
    env_file: textOrList.catch([]),
    project_directory: z.string().nullable().catch(null),
  }),
]);
const service = z.object({
  env_file: z.union([envFile.transform((entry) => [entry]), z.array(envFile)]).catch([]),
  label_file: textOrList.catch([]),
  extends: z.object({ file: z.string().optional() }).catch({}),
});
const fileObjects = z.record(z.string(), z.object({ file: z.string().optional() }).catch({})).catch({});

const composeFile = z.object({
  include: z.array(includeEntry.catch({ path: [], env_file: [], project_directory: null })).catch([]),
  services: z.record(z.string(), service.catch({ env_file: [], label_file: [], extends: {} })).catch({}),
  configs: fileObjects,
  secrets: fileObjects,
});

/**
 * Lists the files that a Compose file refers to: include, extends, env_file, label_file, configs and secrets.
 *
 * Promise Never throws: what is no YAML, or not of Compose's form, refers to nothing.
 * Source  Compose specification: include, services.extends, services.env_file, services.label_file, configs, secrets.
 */
export function parseComposeReferences(text: string): ComposeReferences {
  const compose = composeFile.safeParse(parseYaml(text));
  if (!compose.success) return { files: [], extended: [], included: [] };
  const { include, configs, secrets } = compose.data;
  const services = Object.values(compose.data.services);
  const objects = [...Object.values(configs), ...Object.values(secrets)];
  const files = [
    ...services.flatMap(({ env_file, label_file }) => [...env_file, ...label_file.map(required('other'))]),
    ...objects.flatMap(({ file }) => (file === undefined ? [] : [required('other')(file)])),
  ];
  return {
    files: files.filter(({ path }) => path !== ''),
    extended: services.flatMap((one) => one.extends.file ?? []).filter((path) => path !== ''),
    included: include
      .filter(({ path }) => path.length > 0)
      .map((entry) => ({
        paths: entry.path,
        projectDirectory: entry.project_directory,
        envFiles: entry.env_file,
      })),
  };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text, { merge: true, logLevel: 'silent' });
  } catch {
    return null;
  }
}
