import { expect, test } from 'vitest';
import { doctorText } from '../../../../src/cli/output/doctor-text.ts';
import { pointText } from '../../../../src/cli/output/point-text.ts';
import { recoveryText } from '../../../../src/cli/output/recovery-text.ts';
import { undoListText, undoPlanText, undoResultText } from '../../../../src/cli/output/undo-text.ts';
import type { KnownUnit } from '../../../../src/restore/known-unit.ts';
import type { UndoPlan, UndoRecord, UndoResult } from '../../../../src/restore/types.ts';
import { plainLook } from '../looks.ts';
import { point } from '../samples.ts';

const nothingKnown: KnownUnit = { volumes: [], networks: [], members: [], project: null, engineFiles: [] };

const undoPlan: UndoPlan = {
  ...{ schema: 'kopi-docka/undo-plan/1', id: 'ab12', unit: 'shop', point: 'p', at: '2026-07-01T10:00:00Z' },
  targets: [{ kind: 'volume', name: 'shop_db', live: '/v/shop_db', hasLive: true }],
  stop: [[{ id: 'w', name: 'shop-web-1', unit: 'shop', stopTimeoutSeconds: null, awaitHealth: false }]],
  start: [],
  removedVolumes: ['shop_new'],
  removedNetworks: ['shop_back'],
  removedFiles: ['/opt/shop/.env'],
  refusals: [],
};

const undoResult: UndoResult = {
  ...{ schema: 'kopi-docka/undo-result/1', status: 'success', exitCode: 0, id: 'ab12', unit: 'shop' },
  ...{ putBack: ['shop_db'], downtimeMs: 700, containersNotBack: [], warnings: [], errors: [] },
};

test('the plan of an undo says that what is there now goes for good, and who is stopped', () => {
  const text = undoPlanText(undoPlan, plainLook());
  expect(text).toContain('/v/shop_db\n      what is there now is REPLACED, for good');
  expect(text).toContain('Stopped for the exchange: shop-web-1.');
  expect(text).toContain('The restore made the volume shop_new; it is removed again if nobody uses it.');
  expect(text).toContain('The restore made the network shop_back; it is removed again if nobody uses it.');
  expect(text).toContain('The restore wrote /opt/shop/.env; it is removed again if nobody has changed it.');
});

test('the result of an undo says what is back, and what is not well', () => {
  expect(undoResultText(undoResult, plainLook())).toContain('The restore ab12 of shop is undone.\n\n  ✓ shop_db');
  const bad = undoResultText({ ...undoResult, status: 'partial', containersNotBack: ['shop-web-1'] }, plainLook());
  expect(bad).toContain('Not all is well');
  expect(bad).toContain('docker start shop-web-1');
});

test('the list of restores names each with what it replaced', () => {
  const steps = [{ kind: 'volume', name: 'shop_db', live: '/v', old: '/o', hadLive: true }] as const;
  const record: UndoRecord = {
    ...{ schema: 'kopi-docka/undo/1', id: 'ab12', unit: 'shop', point: 'p', at: '2026-07-01T10:00:00Z' },
    ...{ steps, createdVolumes: [], createdNetworks: [], createdFiles: [] },
  };
  expect(undoListText([record], plainLook())).toMatch(/ab12 +2026-07-01 \d\d:\d\d +shop +shop_db$/);
  expect(undoListText([], plainLook())).toBe('No restore can be undone.');
});

test('doctor shows a line for each finding, what mends it, and how many there are', () => {
  const findings = [
    { check: 'engine', severity: 'ok', message: 'Docker 27', fix: null, code: null },
    { check: 'space', severity: 'warning', message: 'little space', fix: 'free some', code: null },
    {
      check: 'journal',
      severity: 'error',
      message: 'a run was cut off',
      fix: 'kopi-docka recover',
      code: 'E_NOT_BACK',
    },
  ] as const;
  const report = { schema: 'kopi-docka/doctor/1', healthy: false, exitCode: 20, findings } as const;
  expect(doctorText(report, plainLook())).toBe(
    [
      'ok       engine   Docker 27',
      'warning  space    little space',
      '                  mend: free some',
      'error    journal  a run was cut off',
      '                  mend: kopi-docka recover',
      '',
      '1 error, 1 warning.',
    ].join('\n'),
  );
});

test('recovery says what it did, and loudly what it could not', () => {
  const left = [{ what: 'container shop-web-1', why: 'no such image', container: 'shop-web-1' }];
  const text = recoveryText({ runs: ['r1'], done: ['started shop-db-1'], left }, plainLook());
  expect(text).toContain('✓ started shop-db-1');
  expect(text).toContain('✗ container shop-web-1: no such image');
  expect(text).toContain('docker start shop-web-1');
});

test('a point is shown with what it holds and what is wrong with it', () => {
  const text = pointText(
    point({ complete: false, problems: ['volume x is missing'] }),
    null,
    nothingKnown,
    plainLook(),
  );
  expect(text).toContain('state     incomplete');
  expect(text).toMatch(/volume +shop_db +direct +12 +1.0 MiB/);
  expect(text).toContain('Not whole:\n  volume x is missing');
});

test('a point names what it holds beside the data, and the command that gets it', () => {
  const file = { object: 'k', sha256: '', role: 'env', mode: null, owner: null } as const;
  const known: KnownUnit = {
    ...nothingKnown,
    project: {
      ...{ name: 'shop', workingDir: '/opt/shop', configFiles: [] },
      files: [
        { ...file, stored: 'project-files/.env', path: '/opt/shop/.env' },
        { ...file, stored: 'compose.yml', path: null },
      ],
    },
    engineFiles: [{ ...file, stored: 'daemon.json', path: null }],
  };
  const { id } = point();
  expect(pointText(point(), null, known, plainLook())).toContain(
    [
      'file     /opt/shop/.env',
      'file     compose.yml, from an unknown place',
      'engine   daemon.json',
      `get the files with kopi-docka restore shop --point ${id} --to-dir DIR`,
    ].join('\n'),
  );
});
