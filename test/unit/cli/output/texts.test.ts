import { describe, expect, test } from 'vitest';
import { backupPlanText } from '../../../../src/cli/output/backup-plan-text.ts';
import { backupResultText } from '../../../../src/cli/output/backup-result-text.ts';
import type { Notices } from '../../../../src/cli/output/notices.ts';
import { pointsText } from '../../../../src/cli/output/points-text.ts';
import { restorePlanText } from '../../../../src/cli/output/restore-plan-text.ts';
import { restoreResultText } from '../../../../src/cli/output/restore-result-text.ts';
import { displayWidth } from '../../../../src/cli/output/width.ts';
import { plainLook } from '../looks.ts';
import { backupPlan, backupResult, point, restorePlan, restoreResult, unitResult } from '../samples.ts';

const quiet: Notices = { created: null, recovered: [], warnings: [] };
const view = { ids: [point().id], showHost: false, verbose: false };

describe('the plan of a backup', () => {
  test('says what is stopped in which order, what is saved, what is left out, and what is not saved and why', () => {
    expect(backupPlanText(backupPlan(), plainLook())).toBe(
      [
        'Plan for 1 unit, into the filesystem repository /var/lib/kopi-docka/repository. Nothing is changed by --dry-run.',
        '',
        'shop (compose)',
        '  strategy  stop: stopped, the surest way',
        '  stop      shop-web-1 → shop-db-1',
        '  save      volume shop_db (direct, without *.tmp)',
        '  start     shop-db-1 → shop-web-1',
        '  leave     shop-job-1: a one-off container',
        '  NOT SAVED tmpfs /run/cache: it lives in memory',
      ].join('\n'),
    );
  });

  test('says what each pattern leaves out, and what the run will fail for', () => {
    const errors = [{ code: 'E_UNCOVERED', message: 'volume x is saved by no run', hint: 'Waive it.' }] as const;
    const excluded = [
      { pattern: '*.tmp', files: 1, bytes: 2048 },
      { pattern: '*.pid', files: 0, bytes: 0 },
    ];
    const textWith = (more: object): string => {
      const units = backupPlan().units.map((unit) => ({
        ...unit,
        sources: unit.sources.map((source) => ({ ...source, ...more })),
      }));
      return backupPlanText({ ...backupPlan(), units, errors }, plainLook());
    };
    expect(textWith({ excluded })).toContain(
      '\n              *.tmp leaves out 1 file, 2.0 KiB\n              *.pid leaves out nothing\n',
    );
    expect(textWith({ excluded: null })).toContain('what the patterns leave out is seen only while it is read');
    expect(textWith({})).toContain('error: volume x is saved by no run (E_UNCOVERED)');
  });

  test('says why a unit is refused, and nothing else of it', () => {
    const [unit] = backupPlan().units;
    const refused = {
      code: 'E_UNSTOPPABLE',
      message: 'shop-job-1 can not be stopped',
      hint: 'Stop it yourself.',
    } as const;
    const text = backupPlanText(
      { ...backupPlan(), units: unit === undefined ? [] : [{ ...unit, refused }] },
      plainLook(),
    );
    expect(text).toContain('error: shop-job-1 can not be stopped (E_UNSTOPPABLE)\n  hint: Stop it yourself.');
    expect(text).not.toContain('save ');
  });
});

describe('the result of a backup', () => {
  test('shows per unit how it went, its downtime and its point', () => {
    expect(backupResultText(backupResult(), quiet, plainLook())).toBe(
      [
        'unit  result   down   took  files     size      new  point',
        'shop  saved   0.8 s  2.4 s    412  100 MiB  1.0 MiB  3f0c9a52',
        '',
        '1 of 1 unit saved in 2.5 s, into the filesystem repository /var/lib/kopi-docka/repository.',
      ].join('\n'),
    );
  });

  test('names warnings and errors with their hints, by unit', () => {
    const warnings = [{ code: 'W_FORCED', message: 'web had to be killed', hint: 'Raise its grace.' }] as const;
    const errors = [{ code: 'E_SNAPSHOT', message: 'volume db failed', hint: 'Run it again.' }] as const;
    const units = [unitResult({ status: 'partial', warnings, errors, point: null })];
    const text = backupResultText(backupResult({ status: 'partial', exitCode: 3, units }), quiet, plainLook());
    expect(text).toContain('shop: warning: web had to be killed (W_FORCED)\n  hint: Raise its grace.');
    expect(text).toContain('shop: error: volume db failed (E_SNAPSHOT)\n  hint: Run it again.');
    expect(text).toContain('saved in part');
    expect(text).toContain('0 of 1 unit saved');
  });

  test('says loudly which containers are not back, with the command that starts each', () => {
    const text = backupResultText(backupResult({ containersNotBack: ['shop-web-1', 'odd name'] }), quiet, plainLook());
    expect(text).toContain('CONTAINERS NOT BACK');
    expect(text).toContain("  docker start shop-web-1\n  docker start 'odd name'");
  });

  test('of a first run says where the copy lies, where the password is, and how to get a copy elsewhere', () => {
    const created = { target: '/var/lib/kopi-docka/repository', passwordFile: '/etc/kopi-docka/repository.password' };
    const text = backupResultText(backupResult(), { ...quiet, created }, plainLook()).replaceAll('\n', ' ');
    expect(text).toContain('does not outlive that disk');
    expect(text).toContain('/etc/kopi-docka/repository.password');
    expect(text).toContain('copy that file to a safe place');
    expect(text).toContain('repository.url');
    expect(text).toContain('kopi-docka config path');
  });

  test('lists gaps in coverage that nobody waived', () => {
    const gap = { kind: 'bind', name: '/srv/x', reason: 'it is a socket', unit: 'shop' } as const;
    const uncovered = [
      { ...gap, waived: false },
      { ...gap, name: '/srv/y', waived: true },
    ];
    const text = backupResultText(backupResult({ uncovered }), quiet, plainLook());
    expect(text).toContain('Saved by no run:\n  bind /srv/x of shop: it is a socket');
    expect(text).not.toContain('/srv/y');
  });

  test('names what failed that belongs to no unit', () => {
    const errors = [{ code: 'E_UNCOVERED', message: 'volume x is saved by no run', hint: 'Waive it.' }] as const;
    const text = backupResultText(backupResult({ status: 'partial', exitCode: 21, errors }), quiet, plainLook());
    expect(text).toContain('error: volume x is saved by no run (E_UNCOVERED)\n  hint: Waive it.');
  });

  test('without a unit says that there was nothing to save', () => {
    expect(backupResultText(backupResult({ units: [] }), quiet, plainLook())).toBe(
      'There is nothing to save: no unit was found.',
    );
  });
});

describe('the list of points', () => {
  const points = [
    point(),
    point({ id: 'b1b1b1b1-0', unit: 'blog', sealed: false, pinned: true, tool: 'kopi-docka/7.9 (python)' }),
  ];

  test('fits a wide terminal in one line a point', () => {
    const lines = pointsText(points, view, plainLook(200)).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^time +unit +id +format +volumes +size +state +tool$/);
    expect(lines[1]).toMatch(/shop +3f0c9a52 +direct +2 +2.0 MiB +sealed +kopi-docka\/8.0.0$/);
    expect(lines[2]).toMatch(/blog +b1b1b1b1 +direct .*unsealed, pinned +kopi-docka\/7.9 \(python\)$/);
  });

  test('on a narrow terminal loses nothing: each point becomes a block', () => {
    const text = pointsText(points, view, plainLook(40));
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(40);
    for (const word of ['shop', '3f0c9a52', 'unsealed, pinned', 'kopi-docka/7.9 (python)'])
      expect(text).toContain(word);
  });

  test('shows whole ids under --verbose', () => {
    expect(pointsText(points, { ...view, verbose: true }, plainLook(200))).toContain(point().id);
  });

  test('names under --verbose why a point is not whole', () => {
    const damaged = point({ complete: false, problems: ['volume db is missing'] });
    expect(pointsText([damaged], { ...view, verbose: true }, plainLook(200))).toContain(
      '3f0c9a52: volume db is missing',
    );
  });

  test('says so when there is none', () => {
    expect(pointsText([], view, plainLook())).toBe('No restore points.');
  });
});

describe('the plan of a restore', () => {
  test('says in plain words what is replaced, what is stopped, the space and the way back', () => {
    expect(restorePlanText(restorePlan(), plainLook(200))).toMatch(
      new RegExp(
        [
          '^Restore shop as it was on 2026-06-30 \\d\\d:\\d\\d \\(24 hours ago\\), from point\\s3f0c9a52\\S+ of the host alpha:',
          '',
          '  volume shop_db \\(412 files, 100 MiB\\)',
          '    → /v/shop_db',
          '      what is there now is REPLACED, and kept for undo',
          '',
          'Stopped for the exchange: shop-web-1 → shop-db-1.',
          'Started after it: shop-db-1 → shop-web-1.',
          'Space needed: 100 MiB.',
          'It can be put back with kopi-docka undo.$',
        ].join('\\n'),
      ),
    );
  });

  test('names the networks and files that are made again', () => {
    const pool = { subnet: '10.5.0.0/24', gateway: null, ipRange: null, auxiliary: {} };
    const network = {
      ...{ name: 'shop_back', driver: 'bridge', internal: false, attachable: false, ipv4: true, ipv6: false },
      ...{ ipamDriver: 'default', ipamOptions: {}, pools: [pool], options: {}, labels: {} },
    };
    const file = {
      ...{ name: 'compose.yaml', path: '/opt/shop/compose.yaml', object: 'k1', sha256: '', mode: 0o644 },
      ...{ owner: { uid: 0, gid: 0 }, folder: null },
    };
    const text = restorePlanText(restorePlan({ networks: [network], files: [file] }), plainLook());
    expect(text).toContain('  network shop_back (10.5.0.0/24)\n      the network is made again');
    expect(text).toContain('  file /opt/shop/compose.yaml\n      the file is written again');
  });

  test('that would be refused says why, with the way round it', () => {
    const refusals = [{ code: 'E_RESTORE_REFUSED', message: 'volume shop_db is busy', hint: 'Use --to-dir.' }] as const;
    const text = restorePlanText(restorePlan({ refusals }), plainLook());
    expect(text).toContain('error: volume shop_db is busy (E_RESTORE_REFUSED)\n  hint: Use --to-dir.');
  });

  test('says that there is no way back under --no-undo', () => {
    const text = restorePlanText(restorePlan({ undo: false }), plainLook());
    expect(text).toContain('NOT kept');
    expect(text).toContain('can NOT be put back');
  });

  test('says that a missing volume is made again, and then promises no undo', () => {
    const create = { name: 'shop_db', driver: 'local', options: {}, labels: {} };
    const targets = restorePlan().targets.map((target) => ({ ...target, hadLive: false, create }));
    const text = restorePlanText(restorePlan({ targets, stop: [], start: [] }), plainLook());
    expect(text).toContain('the volume is made again');
    expect(text).not.toContain('undo');
    expect(text).not.toContain('Stopped');
  });
});

describe('the result of a restore', () => {
  test('says what came back, for how long containers were down, and how to undo it', () => {
    const text = restoreResultText(restoreResult(), plainLook(200));
    expect(text).toContain('volume shop_db → /v/shop_db (412 files, 100 MiB)');
    expect(text).toContain('Containers were down for 0.9 s.');
    expect(text).toContain('kopi-docka undo 20260701-120000-ab12 puts it back');
  });

  test('that failed begins with that', () => {
    const errors = [{ code: 'E_RESTORE', message: 'no space', hint: 'The live data is as before.' }] as const;
    const text = restoreResultText(restoreResult({ status: 'failed', restored: [], undo: null, errors }), plainLook());
    expect(text).toMatch(/^NOT restored/);
    expect(text).toContain('error: no space (E_RESTORE)\n  hint: The live data is as before.');
    expect(text).not.toContain('kopi-docka undo');
  });
});

test('no text lets a hostile name reach the terminal', () => {
  const evil = 'x\u001b[31m\n\u202ey';
  const wide = plainLook(Number.POSITIVE_INFINITY);
  const [unit] = backupPlan().units;
  const texts = [
    backupPlanText({ ...backupPlan(), units: unit === undefined ? [] : [{ ...unit, name: evil, reason: evil }] }, wide),
    backupResultText(backupResult({ units: [unitResult({ name: evil })], containersNotBack: [evil] }), quiet, wide),
    pointsText([point({ unit: evil, tool: evil, host: evil })], { ...view, showHost: true }, wide),
    restorePlanText(restorePlan({ unit: evil, host: evil, point: evil }), wide),
    restoreResultText(restoreResult({ point: evil, undo: evil }), wide),
  ];
  for (const text of texts) {
    for (const control of ['\u001b', '\u202e']) expect(text).not.toContain(control);
    expect(text).toContain('x\\x1b[31m\\n\\u202ey');
  }
});
