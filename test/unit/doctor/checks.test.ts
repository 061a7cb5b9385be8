import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backupFormatCheck } from '../../../src/doctor/checks/backup-format.ts';
import { configCheck } from '../../../src/doctor/checks/config.ts';
import { coverageCheck } from '../../../src/doctor/checks/coverage.ts';
import { engineCheck } from '../../../src/doctor/checks/engine.ts';
import { journalCheck } from '../../../src/doctor/checks/journal.ts';
import { lastPointsCheck } from '../../../src/doctor/checks/last-points.ts';
import { lockCheck } from '../../../src/doctor/checks/lock.ts';
import { passwordCheck } from '../../../src/doctor/checks/password.ts';
import { repositoryCheck } from '../../../src/doctor/checks/repository.ts';
import { volumesCheck } from '../../../src/doctor/checks/volumes.ts';
import { KopiDockaError } from '../../../src/errors.ts';
import { identify } from '../../../src/host/process-id.ts';
import { openJournal } from '../../../src/journal/journal.ts';
import { acquireLock } from '../../../src/journal/lock.ts';
import { writeLockHolder } from '../../../src/journal/lock-holder.ts';
import { header, step, take } from '../journal/samples.ts';
import { context, discovery, point, repository, says, unit, usedContext, withBackup } from './context.ts';

describe('config', () => {
  it('says that the defaults apply where nothing is configured', async () => {
    expect(await says(configCheck, context())).toEqual(['info nothing is configured, the defaults apply']);
  });

  it('names the file in force, and each setting that is not applied yet', async () => {
    const given = context();
    const config = { ...given.loaded.config, origin: 'yaml', file: '/etc/kd.yaml' } as const;
    const warning = { code: 'W_X', message: 'odd', hint: 'mend it' } as const;
    const loaded = { config, notYet: ['retention'], warnings: [warning] };
    expect(await says(configCheck, { ...given, loaded })).toEqual([
      'ok the configuration /etc/kd.yaml is valid',
      'warning retention is set, but this version does not apply it yet',
      'warning odd',
    ]);
  });
});

describe('password', () => {
  async function judged(mode: number, folderMode = 0o700): Promise<readonly string[]> {
    const given = usedContext();
    writeFileSync(given.places.passwordFile, 'secret');
    chmodSync(given.places.passwordFile, mode);
    chmodSync(given.home, folderMode);
    return (await says(passwordCheck, given)).map((text) => text.replaceAll(given.home, '~'));
  }

  it('is content with a file for its owner alone', async () => {
    expect(await judged(0o600)).toEqual(['ok the password file ~/repository.password is for its owner alone']);
  });

  it('warns when others may read it, and fails when others may change it', async () => {
    expect(await judged(0o644)).toEqual(['warning others may read the password file ~/repository.password']);
    expect(await judged(0o620)).toEqual(['error others may change the password file ~/repository.password']);
  });

  it('warns when others may put another file in its place', async () => {
    expect((await judged(0o600, 0o777))[1]).toBe('warning others may replace the password file in ~');
    expect(await judged(0o600, 0o1777)).toHaveLength(1);
  });

  it('does not miss a password that the first backup makes, but one that was there before', async () => {
    expect((await says(passwordCheck, context()))[0]).toMatch(/^info a repository password is made/);
    expect((await says(passwordCheck, usedContext()))[0]).toMatch(/^error .* is not there$/);
  });
});

describe('engine', () => {
  it('names version, API and address', async () => {
    expect(await says(engineCheck, context())).toEqual(['ok Docker 26.1.5, API 1.45, at unix:///var/run/docker.sock']);
  });
});

describe('repository', () => {
  const absent = new KopiDockaError('E_REPO_ABSENT', 'there is no repository');

  it('is no error before the first backup, and nothing is made', async () => {
    const given = context({ repository: () => repository('/new', absent) });
    expect((await says(repositoryCheck, given))[0]).toMatch(
      /^info there is no repository yet; the first backup makes it/,
    );
    expect(readdirSync(given.home)).toEqual([]);
  });

  it('is no error while a remote one was never used', async () => {
    const given = context({ repository: () => repository(null, absent) });
    expect(await says(repositoryCheck, given)).toEqual(['info there is no repository at s3:bucket yet']);
  });

  it('is an error when it was used before', async () => {
    const given = usedContext({ repository: () => repository('/gone', absent) });
    await expect(says(repositoryCheck, given)).rejects.toBe(absent);
  });

  it('is an error when something else lies in its place', async () => {
    const given = context();
    writeFileSync(given.places.passwordFile, 'somebody else');
    const elsewhere = { ...given, repository: () => repository(given.home, absent) };
    expect(await repositoryCheck.run(elsewhere)).toMatchObject([{ severity: 'error', code: 'E_REPO_FOREIGN' }]);
  });

  it('opens, and says as whom', async () => {
    expect(await says(repositoryCheck, usedContext())).toEqual([
      'ok the filesystem repository /backups opens, as root@alpha',
    ]);
  });
});

describe('lock', () => {
  it('is free, or names the run that holds it', async () => {
    const given = context();
    expect(await says(lockCheck, given)).toEqual(['ok no run is under way']);
    expect(existsSync(given.places.run)).toBe(false);
    const lock = await acquireLock(given.places.run, 'backup');
    expect(await says(lockCheck, given)).toEqual([
      `info backup has been under way for less than an hour (process ${process.pid})`,
    ]);
    await lock.release();
  });

  it('warns of a run that has been going on for more than a day', async () => {
    const given = context();
    mkdirSync(given.places.run);
    const self = identify(process.pid);
    if (self === null) throw new Error('no /proc');
    const since = new Date(Date.now() - 50 * 3_600_000).toISOString();
    writeLockHolder(given.places.run, { process: self, since, what: 'backup' });
    expect((await says(lockCheck, given))[0]).toMatch(/^warning backup has been under way for 2 days/);
  });
});

describe('journal', () => {
  const cutOff = /was cut off/;

  it('is content without any, and makes none', async () => {
    const given = context();
    expect(await says(journalCheck, given)).toEqual(['ok no run was cut off']);
    expect(existsSync(given.places.state)).toBe(false);
  });

  it('names the containers that a dead run has stopped', async () => {
    const given = context();
    openJournal(given.places.state, header()).write(take('db'));
    const [found] = await journalCheck.run(given);
    expect(found).toMatchObject({ severity: 'error', code: 'E_NOT_BACK', fix: 'kopi-docka recover' });
    expect(found?.message).toMatch(/backup .* had stopped db/);
  });

  it('tells half a restore, mere rests, and a damaged journal apart', async () => {
    const restore = context();
    const swap = { t: 'swap', restoreId: 'r', steps: [step('/v', 'db')] } as const;
    openJournal(restore.places.state, header({ command: 'restore' })).write(swap);
    expect(await journalCheck.run(restore)).toMatchObject([{ severity: 'error', code: 'E_RESTORE_UNFINISHED' }]);

    const rests = context();
    openJournal(rests.places.state, header()).write({ t: 'scratch', path: '/srv/.kopi-docka' });
    expect(await journalCheck.run(rests)).toMatchObject([
      { severity: 'warning', message: expect.stringMatching(cutOff) },
    ]);

    const damaged = context();
    writeFileSync(openJournal(damaged.places.state, header()).path, '');
    expect(await journalCheck.run(damaged)).toMatchObject([{ severity: 'error', code: 'E_STATE' }]);
  });

  it('takes a run that is at work for what it is', async () => {
    const worker = spawn('sleep', ['60']);
    onTestFinished(() => void worker.kill());
    const given = context();
    const at = identify(worker.pid ?? 0);
    if (at === null) throw new Error('it did not start');
    openJournal(given.places.state, header({ process: at })).write(take('db'));
    expect((await says(journalCheck, given))[0]).toMatch(/^info a backup .* is under way$/);
  });
});

describe('last point', () => {
  const hour = (...points: ReturnType<typeof point>[]) =>
    says(
      lastPointsCheck,
      usedContext({ discover: async () => discovery({ units: [unit('shop')] }), points: async () => points }),
    );

  it.each([
    ['was never saved', [], 'warning shop was never saved'],
    [
      'was saved last night',
      [point('shop', 30), point('shop', 5)],
      'ok the last whole restore point of shop is 5 h old',
    ],
    ['was not saved last night', [point('shop', 27)], 'warning the last whole restore point of shop is 27 h old'],
    ['was saved only by another host', [point('shop', 1, { host: 'beta' })], 'warning shop was never saved'],
    ['was saved only under another name', [point('other', 1)], 'warning shop was never saved'],
    ['has no whole point', [point('shop', 1, { sealed: false })], 'warning shop has no whole restore point'],
    [
      'has a newer point that is not whole',
      [point('shop', 5), point('shop', 1, { complete: false })],
      'warning the last whole restore point of shop is 5 h old; the newest one is not whole',
    ],
  ])('tells of a unit that %s', async (_, points, expected) => {
    expect(await hour(...points)).toEqual([expected]);
  });

  it('does not ask for a unit that is switched off', async () => {
    const off = unit('shop', { rules: { ...unit('x').rules, enabled: false } });
    expect(await says(lastPointsCheck, usedContext({ discover: async () => discovery({ units: [off] }) }))).toEqual([]);
  });

  it('takes a repository that is not made yet for one without points, and none that was there before', async () => {
    const absent = new KopiDockaError('E_REPO_ABSENT', 'there is no repository');
    const change = {
      discover: async () => discovery({ units: [unit('shop')] }),
      points: () => Promise.reject(absent),
    };
    expect(await says(lastPointsCheck, context(change))).toEqual(['warning shop was never saved']);
    await expect(says(lastPointsCheck, usedContext(change))).rejects.toBe(absent);
  });
});

describe('backup format', () => {
  it('says it in one line', async () => {
    expect(await says(backupFormatCheck, context())).toEqual(['ok Backup format: direct']);
    expect(await says(backupFormatCheck, withBackup(context(), { format: 'tar' }))).toEqual([
      'info Backup format: tar',
    ]);
  });
});

describe('coverage', () => {
  const gap = { kind: 'tmpfs', name: '/run/cache', reason: 'it lives in memory', waived: false } as const;
  const gaps = discovery({
    uncovered: [{ ...gap, name: 'waived', waived: true }],
    units: [unit('shop', { uncovered: [gap] })],
    unknownLabels: [{ on: 'shop-db-1', label: 'kopi-docka.enabel' }],
  });

  it('names every gap that nobody waived, and every unknown label', async () => {
    expect(await says(coverageCheck, context({ discover: async () => gaps }))).toEqual([
      'warning tmpfs /run/cache is saved by no run: it lives in memory',
      'warning shop-db-1 has the unknown label kopi-docka.enabel',
    ]);
  });

  it('makes gaps errors in strict mode', async () => {
    const given = withBackup(context({ discover: async () => gaps }), { strict: true });
    expect(await coverageCheck.run(given)).toMatchObject([{ code: 'E_UNCOVERED' }, { severity: 'warning' }]);
  });

  it('is content when there is none', async () => {
    expect(await says(coverageCheck, context())).toEqual(['ok all persistent data is saved or waived']);
  });
});

describe('volumes', () => {
  it('names those that can not be read where they lie, once each', async () => {
    const volume = (name: string, readable: string) => ({ volume: { name, driver: 'nfs' }, readable });
    const units = [
      unit('shop', { volumes: [volume('plain', 'direct'), volume('share', 'keeper')] as never }),
      unit('blog', { volumes: [volume('share', 'keeper'), volume('remote', 'stream')] as never }),
    ];
    expect(await says(volumesCheck, context({ discover: async () => discovery({ units }) }))).toEqual([
      'info volume share (driver nfs) is read while a helper container holds it mounted',
      'info volume remote (driver nfs) is read as a tar stream',
    ]);
  });
});
