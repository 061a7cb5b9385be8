import * as z from 'zod';
import { parseJson } from '../host/parse-json.ts';
import { run } from '../host/run.ts';
import { printable } from '../host/text.ts';

const DEADLINE_MS = 10_000;
const LONGEST_PROBLEM = 300;

/** What Compose may need to find its plugin; whatever else it reads from the environment would be ours, not the user's. */
const PASSED_ON = ['DOCKER_CONFIG'];

/** Compose would otherwise fetch what an `include:` names in the network. Source: Compose 2.26, pkg/remote. */
const STAY_HERE = { COMPOSE_EXPERIMENTAL_GIT_REMOTE: 'false', COMPOSE_EXPERIMENTAL_OCI_REMOTE: 'false' };

/** A project as it lies on this host. */
export interface ProjectOnDisk {
  readonly name: string;
  readonly folder: string;
  readonly composeFiles: readonly string[];
  readonly envFiles: readonly string[];
}

/** What Compose says of a project: the files of its configs and secrets, or why it can not be made again from its files. */
export type ComposeAnswer = { readonly files: readonly string[] } | { readonly problem: string };

const fileObjects = z.record(z.string(), z.object({ file: z.string().optional() })).default({});
const projectSchema = z.object({ configs: fileObjects, secrets: fileObjects });

/** Tells whether the docker command of this host has Compose v2. Promise Takes seconds at most, and never fails. */
export async function hasCompose(): Promise<boolean> {
  return (await compose(['version', '--short']))?.exitCode === 0;
}

/**
 * Asks Compose to read a project, as it would before `up`.
 *
 * Shape   → null when it gives no answer in time
 * Promise Starts nothing, fetches nothing, reaches no engine; never fails.
 * Source  `docker compose config` names neither env files nor included nor extended files: it only reads them. Measured with 2.26.
 */
export async function askCompose(project: ProjectOnDisk): Promise<ComposeAnswer | null> {
  const { name, folder, composeFiles, envFiles } = project;
  const answer = await compose([
    ...['--project-name', name.toLowerCase(), '--project-directory', folder],
    ...composeFiles.flatMap((file) => ['--file', file]),
    ...envFiles.flatMap((file) => ['--env-file', file]),
    ...['config', '--format', 'json'],
  ]);
  if (answer === null) return null;
  if (answer.exitCode !== 0) return { problem: lastLine(answer.stderr) };
  const parsed = projectSchema.safeParse(parseJson(answer.stdout));
  if (!parsed.success) return null;
  const { configs, secrets } = parsed.data;
  return { files: [...Object.values(configs), ...Object.values(secrets)].flatMap(({ file }) => file ?? []) };
}

async function compose(args: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string } | null> {
  const set = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const env = { ...Object.fromEntries(set), ...STAY_HERE };
  return run('docker', ['compose', ...args], { env, timeoutMs: DEADLINE_MS }).catch(() => null);
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? '';
  return printable(line).slice(0, LONGEST_PROBLEM) || 'it does not say why';
}
