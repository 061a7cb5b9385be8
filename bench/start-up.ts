import { spawnSync } from 'node:child_process';
import { programPath } from '../test/lab/cli.ts';
import type { Settings } from './settings.ts';
import { factor, ratios, sumUp, table } from './statistics.ts';

/** Start-up: `kopi-docka --version` against `node -e 0`, in turn. */
export function measureStartUp({ repetitions }: Settings): string {
  const version: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < repetitions * 8; n += 1) {
    bare.push(run(['-e', '0']));
    version.push(run([programPath(), '--version']));
  }
  const ms = (values: readonly number[]) => sumUp(values).median.toFixed(0);
  return table(
    ['Start-up', 'median, ms', 'ratio to bare node'],
    [
      ['`node -e 0`', ms(bare), '1'],
      ['`kopi-docka --version`', ms(version), factor(ratios(version, bare)).replace(/ .*/, '')],
    ],
  );
}

/** NODE_EXTRA_CA_CERTS is left out: reading the certificates costs more than everything else. */
function run(args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, [...args], { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
  return performance.now() - start;
}
