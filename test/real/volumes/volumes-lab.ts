import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import type { LabEngine } from '../../lab/engine.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { type LoopFilesystem, makeFilesystem } from '../../lab/loop.ts';

/** A volume of a stack: its key in the Compose file, its name on the engine, and where its files are while it is mounted. */
export interface StackVolume {
  readonly key: string;
  readonly name: string;
  readonly folder: string;
}

/** A Compose project whose one service, `app`, mounts volumes that are there only while a container uses them. */
export interface Stack {
  readonly project: ComposeProject;
  readonly name: string;
  readonly bound: StackVolume;
  readonly memory: StackVolume;
  readonly disk: StackVolume;
  readonly volumes: readonly StackVolume[];
  /** The host folder that `bound` is a bind mount of. */
  readonly device: string;
  dispose(): Promise<void>;
}

/** Makes the project with a `bound`, a `memory` (tmpfs) and a `disk` (ext4 in a file) volume, and starts it. */
export async function openStack(engine: LabEngine, name: string): Promise<Stack> {
  const folder = freshFolder(`stack-${name}`);
  const device = join(folder, 'bound');
  mkdirSync(device);
  const disk: LoopFilesystem = makeFilesystem('ext4', 200);
  const project = composeProject(engine, name, {
    'compose.yaml': `
services:
  app:
    image: ${LAB_IMAGE}
    network_mode: none
    volumes: [bound:/bound, memory:/memory, disk:/disk]
volumes:
  bound: {driver_opts: {type: none, o: bind, device: ${device}}}
  memory: {driver_opts: {type: tmpfs, device: tmpfs, o: size=200m}}
  disk: {driver_opts: {type: ext4, device: ${disk.device}}}
`,
  });
  await project.up();
  const volume = async (key: string): Promise<StackVolume> => ({
    key,
    name: `${name}_${key}`,
    folder: await project.volumeFolder(key),
  });
  const [bound, memory, onDisk] = [await volume('bound'), await volume('memory'), await volume('disk')];
  return {
    ...{ project, name, bound, memory, disk: onDisk, volumes: [bound, memory, onDisk], device },
    async dispose() {
      await project.dispose();
      disk.dispose();
      removeFolder(folder);
    },
  };
}
