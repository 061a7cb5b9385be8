import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { KopiDockaError } from '../../../src/errors.ts';
import { listJournals } from '../../../src/journal/read-journal.ts';
import { RestoreManager } from '../../../src/restore/restore-manager.ts';
import { compareTrees } from '../../lab/compare.ts';
import { scanTree } from '../../lab/scan.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { EVERYTHING, makeTree } from '../../lab/tree.ts';
import { makeVolume, type RestoreLab, restoreLab, runContainer, stateOf } from './restore-lab.ts';
import { request, yes } from './restore-parts.ts';

const engine = sharedEngine();
let lab: RestoreLab;

beforeAll(async () => {
  lab = await restoreLab(engine);
});

describe('a restore in place', () => {
  test('replaces a volume by exactly what was saved, and undo puts back exactly what was there', async () => {
    const volume = await makeVolume(engine, 'exact_data');
    await makeTree(volume, EVERYTHING);
    await lab.savePoint('exact', [{ kind: 'volume', name: 'exact_data', path: volume }]);
    const saved = scanTree(volume);
    const id = await runContainer(engine, 'exact-app', ['exact_data:/data']);
    rmSync(join(volume, 'plain'));
    writeFileSync(join(volume, 'made after'), 'must go');
    mkdirSync(join(volume, 'also made after'));
    const changed = scanTree(volume);
    const before = await stateOf(engine, id);

    const result = await lab.restores.run(request('exact'), yes);

    expect(result).toMatchObject({ status: 'success', exitCode: 0, errors: [], containersNotBack: [] });
    expect(compareTrees(saved, volume)).toEqual(['socket: missing socket']);
    const after = await stateOf(engine, id);
    expect(after.Status).toBe('running');
    expect(after.StartedAt).not.toBe(before.StartedAt);
    expect(result.downtimeMs).toBeGreaterThan(0);

    const undone = await lab.undos.run(result.undo, { start: true }, yes);

    expect(undone).toMatchObject({ status: 'success', exitCode: 0, warnings: [] });
    expect(compareTrees(changed, volume)).toEqual([]);
    expect(readdirSync(dirname(volume))).toEqual(['_data']);
    expect((await stateOf(engine, id)).Status).toBe('running');
    expect(lab.undos.list()).toEqual([]);
    expect(readdirSync(join(lab.state, 'journal'))).toEqual([]);
  });

  test('leaves nothing but the old tree beside the volume, and --no-undo not even that', async () => {
    const volume = await makeVolume(engine, 'tidy_data');
    writeFileSync(join(volume, 'file'), 'saved');
    await lab.savePoint('tidy', [{ kind: 'volume', name: 'tidy_data', path: volume }]);
    const { undo } = await lab.restores.run(request('tidy'), yes);
    expect(readdirSync(dirname(volume)).sort()).toEqual(['_data', `_data.kopi-docka-old-${undo}`]);
    await lab.undos.discard(undo);
    expect(readdirSync(dirname(volume))).toEqual(['_data']);

    const second = await lab.restores.run(request('tidy', { keepUndo: false }), yes);
    expect(second.undo).toBeNull();
    expect(readdirSync(dirname(volume))).toEqual(['_data']);
    expect(lab.undos.list()).toEqual([]);
  });

  test('makes a volume that is gone again with its labels, and undo removes it', async () => {
    const labels = { 'com.docker.compose.project': 'gone', 'com.docker.compose.volume': 'data' };
    const volume = await makeVolume(engine, 'gone_data', { labels });
    writeFileSync(join(volume, 'file'), 'saved');
    const definition = { name: 'gone_data', driver: 'local', options: {}, labels };
    await lab.savePoint('gone', [{ kind: 'volume', name: 'gone_data', path: volume }], { volumes: [definition] });
    await engine.call('DELETE', '/volumes/gone_data');

    const result = await lab.restores.run(request('gone'), yes);

    expect(result.errors).toEqual([]);
    expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('saved');
    expect(await engine.call('GET', '/volumes/gone_data')).toMatchObject({ Driver: 'local', Labels: labels });

    expect((await lab.undos.run(null, { start: true }, yes)).warnings).toEqual([]);
    expect(await lab.client.inspectVolume('gone_data')).toBeNull();
  });

  test('stops everybody who mounts the volume, of any unit, and leaves stopped ones stopped', async () => {
    const volume = await makeVolume(engine, 'shared_data');
    writeFileSync(join(volume, 'file'), 'saved');
    await lab.savePoint('shared', [{ kind: 'volume', name: 'shared_data', path: volume }]);
    const writer = await runContainer(engine, 'shared-writer', ['shared_data:/data']);
    const reader = await runContainer(engine, 'shared-reader', ['shared_data:/data:ro']);
    const joined = await runContainer(engine, 'shared-joined', [], { host: { NetworkMode: `container:${writer}` } });
    const other = await runContainer(engine, 'shared-not', []);
    const stopped = await runContainer(engine, 'shared-stopped', ['shared_data:/data']);
    await engine.call('POST', `/containers/${stopped}/stop?t=1`);
    const before = await stateOf(engine, other);

    const plan = await lab.restores.plan(request('shared'));
    expect(
      plan.stop
        .flat()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['shared-joined', 'shared-reader', 'shared-writer']);
    expect(plan.stop[0]?.map(({ name }) => name)).toEqual(['shared-joined']);
    expect(plan.refusals).toEqual([]);

    await lab.restores.run(request('shared'), yes);

    for (const id of [writer, reader, joined]) expect((await stateOf(engine, id)).Status).toBe('running');
    expect(await stateOf(engine, other)).toEqual(before);
    expect((await stateOf(engine, stopped)).Status).toBe('exited');
  });

  test('restores a bind folder and a single bind file at their real places', async () => {
    const real = join(lab.folder, 'srv', 'app');
    mkdirSync(real, { recursive: true });
    await makeTree(join(real, 'data'));
    writeFileSync(join(real, 'app.conf'), 'saved', { mode: 0o640 });
    await lab.savePoint('binds', [
      { kind: 'bind', name: join(real, 'data'), path: join(real, 'data') },
      { kind: 'bind', name: join(real, 'app.conf'), path: join(real, 'app.conf') },
    ]);
    const saved = scanTree(real);
    symlinkSync(join(lab.folder, 'srv'), join(lab.folder, 'link'));
    const linked = join(lab.folder, 'link', 'app');
    const id = await runContainer(engine, 'binds-app', [`${linked}/data:/data`, `${linked}/app.conf:/etc/app.conf`]);
    rmSync(join(real, 'data'), { recursive: true });
    mkdirSync(join(real, 'data'));
    writeFileSync(join(real, 'app.conf'), 'broken');

    const result = await lab.restores.run(request('binds', { keepUndo: false }), yes);

    expect(result.errors).toEqual([]);
    expect(compareTrees(saved, real, { ignore: ['rootEntry'] })).toEqual([]);
    expect(result.downtimeMs).toBeGreaterThan(0);
    expect((await stateOf(engine, id)).Status).toBe('running');
  });

  test('makes a bind folder that is gone, and undo takes it away again', async () => {
    const data = join(lab.folder, 'lost', 'data');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'file'), 'saved');
    await lab.savePoint('lost', [{ kind: 'bind', name: data, path: data }]);
    rmSync(join(lab.folder, 'lost'), { recursive: true });

    const result = await lab.restores.run(request('lost'), yes);
    expect(readFileSync(join(data, 'file'), 'utf8')).toBe('saved');
    await lab.undos.run(result.undo, { start: true }, yes);
    expect(readdirSync(join(lab.folder, 'lost'))).toEqual([]);
  });

  test('with --no-start leaves down what it stopped', async () => {
    const volume = await makeVolume(engine, 'down_data');
    await lab.savePoint('down', [{ kind: 'volume', name: 'down_data', path: volume }]);
    const id = await runContainer(engine, 'down-app', ['down_data:/data']);
    const result = await lab.restores.run(request('down', { start: false }), yes);
    expect(result).toMatchObject({ status: 'success', containersNotBack: [] });
    expect((await stateOf(engine, id)).Status).toBe('exited');
    await engine.call('DELETE', `/containers/${id}`);
  });

  test('a container that is not healthy on the restored data is exit 3 with the undo to type', async () => {
    const volume = await makeVolume(engine, 'sick_data');
    await lab.savePoint('sick', [{ kind: 'volume', name: 'sick_data', path: volume }]);
    writeFileSync(join(volume, 'ok'), '');
    await runContainer(engine, 'sick-app', ['sick_data:/data'], {
      config: { Healthcheck: { Test: ['CMD', 'test', '-e', '/data/ok'], Interval: 2e8, Timeout: 1e9, Retries: 1 } },
    });
    const result = await lab.restores.run(request('sick'), yes);
    expect(result).toMatchObject({ status: 'partial', exitCode: 3, containersNotBack: [] });
    expect(result.errors[0]).toMatchObject({ code: 'E_UNHEALTHY' });
    expect(result.errors[0]?.hint).toContain(`kopi-docka undo ${result.undo}`);
  });
});

describe('a restore to another place', () => {
  test('--to-dir puts each volume and bind below the folder, and touches no container', async () => {
    const volume = await makeVolume(engine, 'aside_data');
    await makeTree(volume);
    const bind = join(lab.folder, 'aside', 'conf');
    mkdirSync(bind, { recursive: true });
    writeFileSync(join(bind, 'file'), 'of the bind');
    await lab.savePoint('aside', [
      { kind: 'volume', name: 'aside_data', path: volume },
      { kind: 'bind', name: bind, path: bind },
    ]);
    const id = await runContainer(engine, 'aside-app', ['aside_data:/data']);
    const before = await stateOf(engine, id);
    const toDir = join(lab.folder, 'out');
    mkdirSync(join(toDir, 'aside_data'), { recursive: true });

    const result = await lab.restores.run(request('aside', { toDir }), yes);

    expect(result).toMatchObject({ status: 'success', undo: null, downtimeMs: 0 });
    expect(compareTrees(volume, join(toDir, 'aside_data'))).toEqual([]);
    expect(readFileSync(join(toDir, `bind${bind.replaceAll('/', '_')}`, 'file'), 'utf8')).toBe('of the bind');
    expect(readdirSync(toDir)).toHaveLength(2);
    expect(await stateOf(engine, id)).toEqual(before);
    expect(lab.undos.list().filter((record) => record.unit === 'aside')).toEqual([]);

    await expect(lab.restores.run(request('aside', { toDir }), yes)).rejects.toMatchObject({
      code: 'E_RESTORE_REFUSED',
    });
  });

  test('--to-volume makes a new volume without the labels of Compose, and leaves the old one alone', async () => {
    const labels = { 'com.docker.compose.project': 'copied', purpose: 'pictures' };
    const volume = await makeVolume(engine, 'copied_data', { labels });
    writeFileSync(join(volume, 'file'), 'saved');
    const definition = { name: 'copied_data', driver: 'local', options: {}, labels };
    await lab.savePoint('copied', [{ kind: 'volume', name: 'copied_data', path: volume }], { volumes: [definition] });
    writeFileSync(join(volume, 'file'), 'changed since');

    const toVolume = { copied_data: 'copied_test' };
    const result = await lab.restores.run(request('copied', { toVolume }), yes);

    expect(result.restored.map(({ name }) => name)).toEqual(['copied_test']);
    const { Mountpoint, Labels } = await engine.call('GET', '/volumes/copied_test');
    expect(Labels).toEqual({ purpose: 'pictures' });
    expect(readFileSync(join(Mountpoint, 'file'), 'utf8')).toBe('saved');
    expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('changed since');
    await expect(lab.restores.run(request('copied', { toVolume }), yes)).rejects.toMatchObject({
      code: 'E_RESTORE_REFUSED',
      message: expect.stringContaining('not empty'),
    });
    await engine.call('DELETE', '/volumes/copied_test');
  });

  test('--volume restores that one alone, and an unknown name is exit 2 with the names there are', async () => {
    const one = await makeVolume(engine, 'pick_one');
    const two = await makeVolume(engine, 'pick_two');
    await lab.savePoint('pick', [
      { kind: 'volume', name: 'pick_one', path: one },
      { kind: 'volume', name: 'pick_two', path: two },
    ]);
    writeFileSync(join(one, 'new'), '');
    writeFileSync(join(two, 'new'), '');
    const result = await lab.restores.run(request('pick', { volumes: ['pick_one'] }), yes);
    expect(result.restored.map(({ name }) => name)).toEqual(['pick_one']);
    expect(readdirSync(one)).toEqual([]);
    expect(readdirSync(two)).toEqual(['new']);
    const wrong = lab.restores.run(request('pick', { volumes: ['pick_three'] }), yes);
    await expect(wrong).rejects.toMatchObject({ code: 'E_USAGE', hint: 'It holds: pick_one, pick_two.' });
  });
});

describe('points and formats', () => {
  test('a tar point comes back entry by entry, with everything that tar holds', async () => {
    const volume = await makeVolume(engine, 'tar_data');
    await makeTree(volume, EVERYTHING);
    await lab.savePoint('tarred', [{ kind: 'volume', name: 'tar_data', path: volume, format: 'tar' }]);
    const saved = scanTree(volume);
    for (const entry of readdirSync(volume)) rmSync(join(volume, entry), { recursive: true, force: true });
    const result = await lab.restores.run(request('tarred'), yes);
    expect(result.errors).toEqual([]);
    expect(compareTrees(saved, volume)).toEqual(['socket: missing socket']);
  });

  test('an unknown unit is exit 2 with the nearest name', async () => {
    await expect(lab.restores.plan(request('exakt'))).rejects.toMatchObject({
      code: 'E_UNKNOWN_UNIT',
      hint: 'Did you mean exact?',
    });
  });

  test('a point is found by its id without its unit', async () => {
    const volume = await makeVolume(engine, 'byid_data');
    const id = await lab.savePoint('byid', [{ kind: 'volume', name: 'byid_data', path: volume }]);
    const plan = await lab.restores.plan({ ...request(''), unit: null, point: id.slice(0, 8) });
    expect(plan).toMatchObject({ unit: 'byid', point: id });
  });

  test('a point of another host needs --host', async () => {
    const tools = { ...lab.tools, identity: { user: 'root', host: 'elsewhere' } };
    const elsewhere = new RestoreManager(tools);
    await expect(elsewhere.plan(request('exact'))).rejects.toMatchObject({
      code: 'E_UNKNOWN_POINT',
      hint: expect.stringContaining('--host lab'),
    });
    expect(await elsewhere.plan(request('exact', { host: 'lab' }))).toMatchObject({ unit: 'exact', host: 'lab' });
  });
});

describe('what is refused before anything is touched', () => {
  test.each([
    [
      'a volume behind a symbolic link',
      'linked_data',
      async (volume: string) => {
        const elsewhere = join(lab.folder, 'elsewhere');
        mkdirSync(elsewhere);
        rmSync(volume, { recursive: true });
        symlinkSync(elsewhere, volume);
      },
      /symbolic link/,
    ],
    [
      'a container that removes itself',
      'rm_data',
      async () => {
        await runContainer(engine, 'rm-app', ['rm_data:/data'], { host: { AutoRemove: true } });
      },
      /removed by Docker as soon as it stops/,
    ],
    [
      'a paused container',
      'paused_data',
      async () => {
        const id = await runContainer(engine, 'paused-app', ['paused_data:/data']);
        await engine.call('POST', `/containers/${id}/pause`);
      },
      /paused/,
    ],
  ] as const)('%s', async (_, name, spoil, text) => {
    const volume = await makeVolume(engine, name);
    writeFileSync(join(volume, 'file'), 'live');
    await lab.savePoint(name, [{ kind: 'volume', name, path: volume }]);
    await spoil(volume);
    const before = readdirSync(dirname(volume));
    const refused = lab.restores.run(request(name), yes);
    await expect(refused).rejects.toMatchObject({ code: 'E_RESTORE_REFUSED', message: expect.stringMatching(text) });
    expect(readdirSync(dirname(volume))).toEqual(before);
    if (existsSync(join(lab.state, 'journal'))) expect(readdirSync(join(lab.state, 'journal'))).toEqual([]);
  });

  test('what was not confirmed is not begun', async () => {
    const volume = await makeVolume(engine, 'no_data');
    await lab.savePoint('no', [{ kind: 'volume', name: 'no_data', path: volume }]);
    writeFileSync(join(volume, 'live'), '');
    const refused = lab.restores.run(request('no'), { ...yes, confirm: async () => false });
    await expect(refused).rejects.toMatchObject({ code: 'E_RESTORE_REFUSED' });
    expect(readdirSync(volume)).toEqual(['live']);
  });
});

describe('a restore that can not be finished', () => {
  test('an abort while data is read leaves everything as it was', async () => {
    const volume = await makeVolume(engine, 'abort_data');
    for (let n = 0; n < 50; n++) writeFileSync(join(volume, `file${n}`), 'x'.repeat(100_000));
    await lab.savePoint('abort', [{ kind: 'volume', name: 'abort_data', path: volume }]);
    const id = await runContainer(engine, 'abort-app', ['abort_data:/data']);
    const before = await stateOf(engine, id);
    const stop = new AbortController();
    const confirm = async (): Promise<boolean> => {
      setTimeout(() => stop.abort(new KopiDockaError('E_INTERRUPTED', 'stopped by SIGINT')), 120);
      return true;
    };
    const aborted = lab.restores.run(request('abort'), { signal: stop.signal, confirm });
    await expect(aborted).rejects.toMatchObject({ code: 'E_INTERRUPTED' });
    expect(readdirSync(dirname(volume))).toEqual(['_data']);
    expect(await stateOf(engine, id)).toEqual(before);
    expect(readdirSync(join(lab.state, 'journal'))).toEqual([]);
  });

  test('an abort after the stop and before the swap starts the container again on the old data', async () => {
    const { volume, id } = await running('late');
    const stop = new AbortController();
    const restores = new RestoreManager({
      ...lab.tools,
      emit: ({ type }) => {
        if (type === 'member-stopped') stop.abort(new KopiDockaError('E_TERMINATED', 'stopped by SIGTERM'));
      },
    });
    const aborted = restores.run(request('late'), { ...yes, signal: stop.signal });
    await expect(aborted).rejects.toMatchObject({ code: 'E_TERMINATED' });
    await expectUntouched(volume, id);
  });

  test('a container that can not be stopped fails the restore, and those that were stopped run again', async () => {
    const { volume, id } = await running('stuck');
    const second = await runContainer(engine, 'stuck-two', ['stuck_data:/data'], {
      host: { NetworkMode: `container:${id}` },
    });
    const client: typeof lab.client = {
      ...lab.client,
      stop: (wanted, grace) =>
        wanted === id ? Promise.reject(new KopiDockaError('E_STOP', 'it will not')) : lab.client.stop(wanted, grace),
    };
    const restores = new RestoreManager({ ...lab.tools, engine: client });
    const failed = restores.run(request('stuck'), yes);
    await expect(failed).rejects.toMatchObject({ code: 'E_RESTORE', message: expect.stringContaining('stuck-app') });
    await expectUntouched(volume, id);
    expect((await stateOf(engine, second)).Status).toBe('running');
  });

  test('a container that came up since the plan was made is seen before the swap', async () => {
    const { volume, id } = await running('meanwhile');
    const confirm = async (): Promise<boolean> => {
      await runContainer(engine, 'meanwhile-two', ['meanwhile_data:/data']);
      return true;
    };
    const failed = lab.restores.run(request('meanwhile'), { ...yes, confirm });
    await expect(failed).rejects.toMatchObject({
      code: 'E_RESTORE',
      message: expect.stringContaining('meanwhile-two was started meanwhile'),
    });
    await expectUntouched(volume, id);
  });

  test('a container that does not start again is exit 20, and recovery starts it', async () => {
    const { volume, id } = await running('tired');
    const client: typeof lab.client = {
      ...lab.client,
      start: () => Promise.reject(new KopiDockaError('E_DOCKER', 'not now')),
    };
    const restores = new RestoreManager({ ...lab.tools, engine: client });
    const result = await restores.run(request('tired'), yes);
    expect(result).toMatchObject({ status: 'partial', exitCode: 20, containersNotBack: ['tired-app'] });
    expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('saved');
    expect(await lab.recover()).toEqual([]);
    expect((await stateOf(engine, id)).Status).toBe('running');
    expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('saved');
  });

  test('a restore that was replaced by a later one is undone after that one only', async () => {
    const { volume } = await running('stack');
    const first = await lab.restores.run(request('stack'), yes);
    writeFileSync(join(volume, 'file'), 'between');
    const second = await lab.restores.run(request('stack'), yes);
    await expect(lab.undos.run(first.undo, { start: true }, yes)).rejects.toMatchObject({
      code: 'E_RESTORE_REFUSED',
      hint: `Run kopi-docka undo ${second.undo} first.`,
    });
    await lab.undos.run(second.undo, { start: true }, yes);
    expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('between');
    await lab.undos.run(first.undo, { start: true }, yes);
    expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('live');
  });

  test('data that is missing in the repository is E_RESTORE, and the volume and its container are as before', async () => {
    const volume = await makeVolume(engine, 'broken_data');
    writeFileSync(join(volume, 'file'), 'x'.repeat(5_000_000));
    await lab.savePoint('broken', [{ kind: 'volume', name: 'broken_data', path: volume }]);
    const id = await runContainer(engine, 'broken-app', ['broken_data:/data']);
    const before = await stateOf(engine, id);
    const kopia = { ...lab.kopia, restore: lab.kopia.restore };
    const torn: typeof kopia = {
      ...kopia,
      restore: async (wanted, signal) => {
        await lab.kopia.restore(wanted, signal);
        rmSync(join(wanted.to, 'file'));
      },
    };
    const restores = new RestoreManager({ ...lab.tools, openRepository: async () => torn });
    await expect(restores.run(request('broken'), yes)).rejects.toMatchObject({
      code: 'E_RESTORE',
      message: expect.stringContaining('0 files where 1'),
    });
    expect(readdirSync(dirname(volume))).toEqual(['_data']);
    expect(await stateOf(engine, id)).toEqual(before);
    expect(readdirSync(join(lab.state, 'journal'))).toEqual([]);
  });
});

/** A unit with one volume, saved with `saved` in its file and now with `live`, and a container that runs on it. */
async function running(unit: string): Promise<{ volume: string; id: string }> {
  const volume = await makeVolume(engine, `${unit}_data`);
  writeFileSync(join(volume, 'file'), 'saved');
  await lab.savePoint(unit, [{ kind: 'volume', name: `${unit}_data`, path: volume }]);
  writeFileSync(join(volume, 'file'), 'live');
  return { volume, id: await runContainer(engine, `${unit}-app`, [`${unit}_data:/data`]) };
}

async function expectUntouched(volume: string, id: string): Promise<void> {
  expect(readFileSync(join(volume, 'file'), 'utf8')).toBe('live');
  expect(readdirSync(dirname(volume))).toEqual(['_data']);
  expect((await stateOf(engine, id)).Status).toBe('running');
  expect(listJournals(lab.state)).toEqual([]);
}
