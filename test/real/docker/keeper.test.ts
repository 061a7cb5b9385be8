import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/docker/types.ts';
import { mountAt, readMounts } from '../../../src/host/mounts.ts';
import { freshFolder, removeFolder } from '../../lab/folders.ts';
import { sharedEngine } from '../../lab/shared.ts';
import { connectTo, containerYard, shell } from './docker-lab.ts';

const lab = sharedEngine();
const yard = containerYard(lab);
const device = freshFolder('keeper');
let engine: Engine;
beforeAll(async () => {
  engine = await connectTo(lab);
  const bind = { type: 'none', o: 'bind', device };
  await engine.createVolume({ name: 'keep_bind', driver: 'local', options: bind, labels: {} });
  await engine.createVolume({
    name: 'keep_tmpfs',
    driver: 'local',
    options: { type: 'tmpfs', device: 'tmpfs' },
    labels: {},
  });
  await engine.createVolume({ name: 'keep_plain', driver: 'local', options: {}, labels: {} });
});
afterAll(async () => {
  await yard.clear();
  await engine.sweepKeepers((run) => run.startsWith('keep-'));
  for (const name of ['keep_bind', 'keep_tmpfs', 'keep_plain', 'keep_broken']) await engine.removeVolume(name);
  engine.close();
  removeFolder(device);
});

const folderOf = (volume: string) => join(lab.dataRoot, 'volumes', volume, '_data');
const helpers = async (run: string) => {
  const filters = encodeURIComponent(JSON.stringify({ label: [`kopi-docka.helper=${run}`] }));
  return lab.call('GET', `/containers/json?all=1&filters=${filters}`);
};

describe('startKeeper', () => {
  it.each(['keep_bind', 'keep_tmpfs'])(
    'keeps %s mounted and its content there when its last user stops',
    async (volume) => {
      const { id } = await yard.make({
        ...shell('echo precious > /data/file; trap exit TERM; while :; do sleep 1; done'),
        HostConfig: { Binds: [`${volume}:/data`] },
      });
      const keeper = await engine.startKeeper(volume, 'keep-1');
      await engine.stop(id, null);
      expect(readFileSync(join(folderOf(volume), 'file'), 'utf8')).toBe('precious\n');
      expect(mountAt(readMounts(), folderOf(volume))).not.toBeNull();
      expect(keeper).toMatchObject({ volume, root: expect.stringMatching(/^\/proc\/\d+\/root\/keep$/) });
      expect(readFileSync(join(keeper.root ?? '', 'file'), 'utf8')).toBe('precious\n');
      await engine.removeKeeper(keeper.id);
      expect(mountAt(readMounts(), folderOf(volume))).toBeNull();
      expect(readdirSync(folderOf(volume))).toEqual([]);
    },
  );

  it('leaves an empty volume as it is: no file, owner or mode of an image gets into it', async () => {
    const before = statSync(folderOf('keep_plain'));
    const keeper = await engine.startKeeper('keep_plain', 'keep-2');
    await engine.removeKeeper(keeper.name);
    const after = statSync(folderOf('keep_plain'));
    expect(readdirSync(folderOf('keep_plain'))).toEqual([]);
    expect([after.mode, after.uid, after.ino, after.mtimeMs]).toEqual([
      before.mode,
      before.uid,
      before.ino,
      before.mtimeMs,
    ]);
  });

  it('holds it read-only, without network, rights or any program but its own', async () => {
    const keeper = await engine.startKeeper('keep_plain', 'keep-3');
    const { HostConfig, Mounts, Config } = await lab.call('GET', `/containers/${keeper.id}/json`);
    expect(Mounts).toMatchObject([{ Name: 'keep_plain', RW: false }]);
    expect(HostConfig).toMatchObject({ NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], Memory: 8 << 20 });
    expect(Config.Labels).toMatchObject({ 'kopi-docka.helper': 'keep-3' });
    expect(readdirSync(join(keeper.root ?? '', '..'))).toContain('pause');
    await engine.removeKeeper(keeper.id);
    await engine.removeKeeper(keeper.id);
    expect(await helpers('keep-3')).toEqual([]);
  });

  it('makes its image anew when somebody pruned it', async () => {
    await lab.call('DELETE', '/images/kopi-docka-keeper:1?force=1').catch(() => undefined);
    const keeper = await engine.startKeeper('keep_plain', 'keep-4');
    await engine.removeKeeper(keeper.id);
    expect(await lab.call('GET', '/images/kopi-docka-keeper:1/json')).toMatchObject({ Config: { Cmd: ['/pause'] } });
  });

  it('knows no volume that is not there, and makes none', async () => {
    await expect(engine.startKeeper('keep_none', 'keep-5')).rejects.toMatchObject({ code: 'E_UNREADABLE_VOLUME' });
    expect(await engine.inspectVolume('keep_none')).toBeNull();
  });

  it('leaves nothing behind when the volume can not be mounted, and keeps its password to itself', async () => {
    const options = { type: 'ext4', device: '/no/such/device', o: 'password=s3cret' };
    await engine.createVolume({ name: 'keep_broken', driver: 'local', options, labels: {} });
    const failure = await engine.startKeeper('keep_broken', 'keep-6').catch((thrown) => thrown);
    expect(failure).toMatchObject({
      code: 'E_UNREADABLE_VOLUME',
      message: expect.stringMatching(/^the volume keep_broken can not be held: .*\/no\/such\/device/),
    });
    expect(failure.message).not.toContain('s3cret');
    expect(await helpers('keep-6')).toEqual([]);
  });
});

describe('sweepKeepers', () => {
  it('removes the keepers of dead runs only, and nobody else who carries the label', async () => {
    const dead = await engine.startKeeper('keep_plain', 'keep-dead');
    const live = await engine.startKeeper('keep_plain', 'keep-live');
    const forged = await yard.make({ Labels: { 'kopi-docka.helper': 'keep-dead' } });
    expect(await engine.sweepKeepers((run) => run === 'keep-dead')).toEqual([dead.name]);
    expect(await engine.inspect(dead.id)).toBeNull();
    expect((await engine.inspect(live.id))?.state).toBe('running');
    expect((await engine.inspect(forged.id))?.state).toBe('running');
    await engine.removeKeeper(live.id);
  });
});

describe('archiveVolume', () => {
  it('streams a volume that is mounted only for that, with paths from its root', async () => {
    mkdirSync(join(device, 'sub'), { recursive: true });
    writeFileSync(join(device, 'sub', 'file'), 'x'.repeat(100_000));
    const archive = await engine.archiveVolume('keep_bind', 'keep-7');
    const tar = await text(archive.stream.setEncoding('latin1'));
    const listing = execFileSync('tar', ['-t'], { input: Buffer.from(tar, 'latin1'), encoding: 'utf8' });
    expect(listing.split('\n')).toEqual(expect.arrayContaining(['./', './sub/', './sub/file']));
    await archive.remove();
    expect(await helpers('keep-7')).toEqual([]);
    expect(mountAt(readMounts(), folderOf('keep_bind'))).toBeNull();
  });

  it('can be given up in the middle', async () => {
    writeFileSync(join(device, 'big'), Buffer.alloc(50_000_000));
    const archive = await engine.archiveVolume('keep_bind', 'keep-8');
    await archive.remove();
    expect(await helpers('keep-8')).toEqual([]);
    expect(existsSync(join(device, 'big'))).toBe(true);
  });
});
