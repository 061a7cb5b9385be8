import { newHost, runCli } from '../test/lab/cli.ts';
import { type ComposeProject, composeProject } from '../test/lab/compose.ts';
import type { LabEngine } from '../test/lab/engine.ts';
import { LAB_IMAGE } from '../test/lab/image.ts';
import { bareKopia } from './bare-kopia.ts';
import { change, fill, type Size, sizeOf } from './data.ts';
import type { Settings } from './settings.ts';
import { factor, ratios, seconds, sumUp, table } from './statistics.ts';
import { measureWindow, type Timing } from './window.ts';

const phases = ['first run', 'nothing changed', '1 % changed'] as const;
const ways = ['kopi-docka backup', 'stop, bare kopia, start', 'bare stop and start'] as const;
type Way = (typeof ways)[number];

const project = `
services:
  writer:
    image: ${LAB_IMAGE}
    network_mode: none
    command: ["sh", "-c", "trap exit TERM; while :; do date >/data/now; sleep 0.2; done"]
    volumes: ["data:/data"]
  reader:
    image: ${LAB_IMAGE}
    network_mode: none
    depends_on: [writer]
    volumes: ["data:/data:ro"]
volumes:
  data:
`;

/** Backup of a unit of two services and one volume, against the same by hand, each way in turn within each repetition. */
export async function measureBackup(engine: LabEngine, { scale, repetitions }: Settings): Promise<string> {
  const size = sizeOf(scale);
  const compose = composeProject(engine, 'bench', { 'compose.yaml': project });
  await compose.up();
  const folder = await compose.volumeFolder('data');
  fill(folder, size);
  const results: Record<Way, Timing>[][] = [];
  for (let n = 0; n < repetitions; n += 1) results.push(await repeat(engine, compose, folder, size, n));
  await compose.dispose();
  return report(results, size);
}

/** One repetition: new repositories, then each phase each way. The order changes, so that no way always comes first. */
async function repeat(engine: LabEngine, compose: ComposeProject, folder: string, size: Size, nth: number) {
  const host = newHost(engine);
  const bare = await bareKopia();
  const ids = await idsInOrder(compose);
  const act: Record<Way, () => Promise<unknown>> = {
    'kopi-docka backup': async () => {
      const { exitCode, stderr } = await runCli(host, ['backup', 'bench'], { timeoutMs: 600_000 });
      if (exitCode !== 0) throw new Error(`kopi-docka backup ended with ${exitCode}: ${stderr}`);
    },
    'stop, bare kopia, start': () => stopped(engine, ids, () => bare.snapshot(folder)),
    'bare stop and start': () => stopped(engine, ids, async () => undefined),
  };
  const rows: Record<Way, Timing>[] = [];
  for (const phase of phases) {
    if (phase === '1 % changed') change(folder, size);
    const turn = nth % 2 === 0 ? ways : ([...ways].reverse() as readonly Way[]);
    const timings: Partial<Record<Way, Timing>> = {};
    for (const way of turn) timings[way] = await measureWindow(engine, act[way]);
    rows.push(timings as Record<Way, Timing>);
  }
  host.dispose();
  bare.dispose();
  return rows;
}

async function idsInOrder(compose: ComposeProject): Promise<readonly string[]> {
  const containers = await compose.containers();
  return ['reader', 'writer'].map((name) => containers.find(({ service }) => service === name)?.id ?? '');
}

async function stopped(engine: LabEngine, ids: readonly string[], work: () => Promise<void>): Promise<void> {
  for (const id of ids) await engine.call('POST', `/containers/${id}/stop`);
  await work();
  for (const id of [...ids].reverse()) await engine.call('POST', `/containers/${id}/start`);
}

function report(results: readonly (readonly Record<Way, Timing>[])[], size: Size): string {
  const column = (phase: number, way: Way, what: keyof Timing) =>
    results.map((rows) => rows[phase]?.[way][what] ?? Number.NaN);
  const rows = phases.flatMap((phase, at) =>
    ways.map((way) => {
      const values = (what: keyof Timing) => column(at, way, what);
      const against = (other: Way, what: keyof Timing) =>
        way === other ? '1' : factor(ratios(values(what), column(at, other, what)));
      return [
        `${phase}: ${way}`,
        seconds(sumUp(values('wall'))),
        against('stop, bare kopia, start', 'wall'),
        seconds(sumUp(values('down'))),
        against('stop, bare kopia, start', 'down'),
        against('bare stop and start', 'down'),
      ];
    }),
  );
  const title = `Backup, one file of ${size.largeMiB} MiB and ${size.files} of 100 KiB`;
  return table([title, 'wall, s', '× by hand', 'downtime, s', '× by hand', '× bare stop and start'], rows);
}
