import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Client } from './client.ts';
import { text, texts } from './lenient.ts';
import { endpointName } from './parse-host.ts';
import type { EngineInfo } from './types.ts';
import { understand } from './understand.ts';

const Info = z.object({
  ID: text,
  Name: text,
  ServerVersion: text,
  DockerRootDir: text,
  OperatingSystem: text,
  SecurityOptions: texts,
});

/** Asks the engine who and where it is. */
export async function readInfo(client: Client): Promise<EngineInfo> {
  const what = 'asking Docker about itself';
  const answer = await client.request({ what, method: 'GET', path: '/info', deadlineMs: 30_000, expect: [200] });
  const info = understand(what, (body) => Info.parse(body), answer.body);
  const rootless = info.SecurityOptions.some((option) => option.startsWith('name=rootless'));
  return {
    id: info.ID,
    name: info.Name,
    version: info.ServerVersion,
    apiVersion: client.apiVersion,
    rootDir: info.DockerRootDir,
    rootless,
    endpoint: endpointName(client.endpoint),
    local:
      client.endpoint.kind === 'unix' &&
      info.OperatingSystem !== 'Docker Desktop' &&
      (!rootless || inUserNamespace()) &&
      holdsEngine(info.DockerRootDir, info.ID),
  };
}

/**
 * True when the folder of that path on this host is the engine's own.
 *
 * Promise Not being permitted to look counts as yes: the files are here, and the read will say who may see them.
 * Source  The engine keeps its ID in `engine-id` since Docker 24; older ones have the `volumes` folder to show.
 */
function holdsEngine(rootDir: string, id: string): boolean {
  try {
    if (!statSync(join(rootDir, 'volumes')).isDirectory()) return false;
    return readFileSync(join(rootDir, 'engine-id'), 'utf8').trim() === id;
  } catch (thrown) {
    const { code, path } = thrown as NodeJS.ErrnoException;
    return code === 'EACCES' || (code === 'ENOENT' && path === join(rootDir, 'engine-id'));
  }
}

/** True inside a user namespace, where a rootless engine and its mounts may be our own. Source: user_namespaces(7). */
function inUserNamespace(): boolean {
  const [inside, outside] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/);
  return inside !== outside;
}
