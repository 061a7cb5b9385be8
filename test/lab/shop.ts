import { join } from 'node:path';
import { type ComposeProject, composeProject } from './compose.ts';
import type { LabEngine } from './engine.ts';
import { LAB_IMAGE } from './image.ts';
import { makeTree, type TreeExtras } from './tree.ts';

/**
 * A Compose project as people have them: `db` writes into `data` all the time, `web` depends on it and mounts `files`, `old` is
 * stopped and mounts the empty `spare`; `files` holds one of every kind of entry.
 */
export interface Shop {
  readonly project: ComposeProject;
  readonly name: string;
  /** Host folders of the volumes. */
  readonly data: string;
  readonly files: string;
  readonly spare: string;
}

/** Makes a shop, fills it and starts it; `old` has run once and is stopped. */
export async function openShop(engine: LabEngine, name: string, extras: TreeExtras = {}): Promise<Shop> {
  const project = composeProject(engine, name, {
    'compose.yaml': `
services:
  db:
    image: ${LAB_IMAGE}
    network_mode: none
    command: [sh, -c, 'trap "exit 0" TERM; while :; do date >> /data/journal; sleep 0.05; done']
    volumes: [data:/data]
  web:
    image: ${LAB_IMAGE}
    network_mode: none
    env_file: web.env
    depends_on: [db]
    volumes: [files:/files, data:/db:ro]
  old:
    image: ${LAB_IMAGE}
    network_mode: none
    volumes: [spare:/spare]
volumes: {data: {}, files: {labels: {purpose: pictures}}, spare: {}}
`,
    'web.env': 'GREETING=hello\n',
    '.env': 'UNUSED=1\n',
  });
  await project.up();
  await project.compose('stop', '--timeout', '1', 'old');
  const [data, files, spare] = await Promise.all(
    ['data', 'files', 'spare'].map((volume) => project.volumeFolder(volume)),
  );
  await makeTree(files as string, extras);
  return { project, name, data: data as string, files: files as string, spare: spare as string };
}

/** The name of one of the shop's volumes on the engine. */
export function volumeName(shop: Shop, volume: 'data' | 'files' | 'spare'): string {
  return `${shop.name}_${volume}`;
}

/** A service's container as the engine inspects it now. */
export async function inspectService(engine: LabEngine, shop: Shop, service: string) {
  const container = (await shop.project.containers()).find((found) => found.service === service);
  return engine.call('GET', `/containers/${container?.id}/json`);
}

/** Where the shop's Compose file lies. */
export function composeFile(shop: Shop): string {
  return join(shop.project.folder, 'compose.yaml');
}
