import { Agent, get } from 'node:http';
import { newHost, runCli } from '../test/lab/cli.ts';
import { startDockerProxy } from '../test/lab/docker-proxy.ts';
import type { LabEngine } from '../test/lab/engine.ts';
import { LAB_IMAGE } from '../test/lab/image.ts';
import type { Settings } from './settings.ts';
import { factor, ratios, seconds, sumUp, table } from './statistics.ts';

const atOnce = 8;

/** Discovery of 1,000 containers and 1,000 volumes against the bare calls that it needs, eight at a time. */
export async function measureDiscovery(engine: LabEngine, { scale, repetitions }: Settings): Promise<string> {
  const count = Math.round(1000 * scale);
  const ids = await populate(engine, count);
  const units: number[] = [];
  const bare: number[] = [];
  const host = newHost(engine);
  for (let n = 0; n < repetitions; n += 1) {
    bare.push(await timed(() => bareCalls(engine, ids)));
    units.push(await timed(() => discover(host)));
  }
  host.dispose();
  const calls = await countCalls(engine);
  await inParallel(ids, (id) => engine.call('DELETE', `/containers/${id}?force=1`));
  await inParallel(ids, (_, n) => engine.call('DELETE', `/volumes/bench-${n}`));
  const of = `${count} containers and ${count} volumes`;
  return table(
    [`Discovery, ${of}`, 'seconds', 'calls', 'ratio'],
    [
      ['the bare calls', seconds(sumUp(bare)), String(count + 3), '1'],
      ['`kopi-docka units`, whole process', seconds(sumUp(units)), String(calls), factor(ratios(units, bare))],
    ],
  );
}

async function populate(engine: LabEngine, count: number): Promise<readonly string[]> {
  return inParallel(
    Array.from({ length: count }, (_, n) => n),
    async (n) => {
      await engine.call('POST', '/volumes/create', { Name: `bench-${n}` });
      const container = { Image: LAB_IMAGE, HostConfig: { NetworkMode: 'none', Binds: [`bench-${n}:/data`] } };
      return (await engine.call('POST', `/containers/create?name=bench-${n}`, container)).Id as string;
    },
  );
}

async function discover(host: Parameters<typeof runCli>[0]): Promise<void> {
  const { exitCode, stderr } = await runCli(host, ['units', '--json']);
  if (exitCode !== 0) throw new Error(`kopi-docka units ended with ${exitCode}: ${stderr}`);
}

async function bareCalls({ socket }: LabEngine, ids: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const ask = (path: string) =>
    new Promise((resolve, reject) => {
      get({ socketPath: socket, path, agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      }).on('error', reject);
    });
  await Promise.all(['/containers/json?all=1', '/volumes', '/networks'].map(ask));
  await inParallel(ids, (id) => ask(`/containers/${id}/json`));
  agent.destroy();
}

async function countCalls(engine: LabEngine): Promise<number> {
  const proxy = await startDockerProxy(engine);
  const host = newHost(proxy);
  await discover(host);
  host.dispose();
  await proxy.close();
  return proxy.calls.length;
}

async function inParallel<T, R>(items: readonly T[], work: (item: T, at: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [at, item] of queue) results[at] = await work(item, at);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
