import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LabEngine } from './engine.ts';
import { freshFolder, removeFolder } from './folders.ts';
import { tools } from './tools.ts';

/** A container of a project, as the engine shows it. */
export interface ProjectContainer {
  readonly id: string;
  readonly service: string;
  readonly state: string;
}

/** A Compose project on an engine of the lab; `folder` holds its files. */
export interface ComposeProject {
  readonly name: string;
  readonly folder: string;
  /** Runs `docker compose ARGS…` in the project; gives what it wrote to both streams. Errors  Throws when it fails. */
  compose(...args: string[]): Promise<string>;
  up(...services: string[]): Promise<void>;
  /** Takes the containers and networks down, with the volumes when told so. */
  down(options?: { readonly volumes: boolean }): Promise<void>;
  containers(): Promise<readonly ProjectContainer[]>;
  /** The host folder of one of the project's volumes, named as in the Compose file. */
  volumeFolder(volume: string): Promise<string>;
  /** Takes everything down and removes the files. */
  dispose(): Promise<void>;
}

/**
 * Writes a project's files into a fresh folder; nothing is started yet.
 *
 * Shape   file name → text, with at least `compose.yaml`
 * Promise Uses the real Compose v2 plugin and no Docker configuration of the user.
 */
export function composeProject(
  engine: LabEngine,
  name: string,
  files: Readonly<Record<string, string>>,
): ComposeProject {
  const folder = freshFolder(`compose-${name}`);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const env = dockerEnvironment(engine, freshFolder('docker-config'));
  const project: ComposeProject = {
    name,
    folder,
    async compose(...args) {
      const command = ['compose', '--project-name', name, '--project-directory', folder, ...args];
      const options = { cwd: folder, env, maxBuffer: 1 << 26 };
      const { stdout, stderr } = await promisify(execFile)(tools().docker, command, options);
      return stdout + stderr;
    },
    async up(...services) {
      await project.compose('up', '--detach', '--pull', 'never', ...services);
    },
    async down(options) {
      await project.compose('down', '--timeout', '1', ...(options?.volumes ? ['--volumes'] : []));
    },
    async containers() {
      const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${name}`] }));
      const found: readonly { Id: string; State: string; Labels: Record<string, string> }[] = await engine.call(
        'GET',
        `/containers/json?all=1&filters=${filters}`,
      );
      return found
        .map(({ Id, State, Labels }) => ({ id: Id, state: State, service: Labels['com.docker.compose.service'] ?? '' }))
        .sort((a, b) => a.service.localeCompare(b.service));
    },
    async volumeFolder(volume) {
      return (await engine.call('GET', `/volumes/${name}_${volume}`)).Mountpoint;
    },
    async dispose() {
      await project.down({ volumes: true });
      removeFolder(folder);
      removeFolder(env['DOCKER_CONFIG']);
    },
  };
  return project;
}

/** The environment in which the docker CLI talks to this engine and finds Compose; `folder` becomes its configuration. */
export function dockerEnvironment(engine: { readonly host: string }, folder: string) {
  mkdirSync(join(folder, 'cli-plugins'), { recursive: true });
  symlinkSync(tools().composePlugin, join(folder, 'cli-plugins', 'docker-compose'));
  return { PATH: process.env['PATH'] ?? '', DOCKER_HOST: engine.host, DOCKER_CONFIG: folder, HOME: folder };
}
