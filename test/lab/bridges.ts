import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes the bridge devices of networks that an engine did not remove itself, because it was killed.
 *
 * Source  Docker keeps its networks, and so the names of their bridges, in DATA/network/files/local-kv.db.
 */
export function removeBridges(dataRoot: string): void {
  const networks = join(dataRoot, 'network', 'files', 'local-kv.db');
  if (!existsSync(networks)) return;
  const bridges = new Set(readFileSync(networks, 'latin1').match(/\bbr-[0-9a-f]{12}\b/g));
  for (const bridge of bridges) spawnSync('ip', ['link', 'delete', bridge], { stdio: 'ignore' });
}
