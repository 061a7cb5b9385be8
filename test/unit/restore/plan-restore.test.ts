import { expect, test } from 'vitest';
import { type PlanFacts, planRestore } from '../../../src/restore/plan-restore.ts';
import type { Discovery } from '../../../src/units/types.ts';
import {
  destination,
  entry,
  inventory,
  member,
  placement,
  point,
  request,
  unit,
  volume,
  volumeMount,
} from './samples.ts';

function facts(wanted: Partial<PlanFacts> = {}): PlanFacts {
  const web = {
    ...member('web', [volumeMount('db', true)]),
    dependsOn: [{ service: 'db', condition: 'service_started' }],
  };
  const db = member('db', [volumeMount('db')], { hasHealthcheck: true });
  const units = [unit('shop', [web, db]), unit('other', [member('else', [])])];
  return {
    point: point([entry('volume', 'db')]),
    seal: null,
    known: { volumes: [], networks: [], members: ['web', 'db'], project: null, engineFiles: [] },
    inventory: inventory([volume('db')], [web.container, db.container]),
    discovery: { units } as unknown as Discovery,
    placements: [placement(destination('volume', 'db'))],
    files: { placements: [], homeless: [], self: { uid: 0, gid: 0 } },
    ownFolders: [],
    ...wanted,
  };
}

test('users stop dependents first and start the other way round, and a database is waited for', () => {
  const plan = planRestore(request(), facts());
  const names = (levels: typeof plan.stop) => levels.map((level) => level.map(({ name }) => name));
  expect(names(plan.stop)).toEqual([['web'], ['db']]);
  expect(names(plan.start)).toEqual([['db'], ['web']]);
  expect(plan.start[0]?.[0]).toMatchObject({ unit: 'shop', awaitHealth: true });
  expect(plan.refusals).toEqual([]);
  expect(plan.warnings).toEqual([]);
});

test('a restore into a folder stops nobody and keeps nothing for undo', () => {
  const out = placement(destination('directory', 'db', { path: '/out/db' }), { found: 'nothing' });
  const plan = planRestore(request({ toDir: '/out' }), facts({ placements: [out] }));
  expect(plan).toMatchObject({ stop: [], start: [], undo: false });
  expect(plan.targets).toMatchObject([{ kind: 'directory', target: '/out/db', hadLive: false }]);
});

test('the plan is plain JSON', () => {
  const plan = planRestore(request(), facts());
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('a point that is not complete is told, and is damage unless single volumes are asked for', () => {
  const broken = point([entry('volume', 'db')], { complete: false, problems: ['volume files: missing'] });
  const plan = planRestore(request(), facts({ point: broken }));
  expect(plan.damaged).toBe(true);
  expect(plan.warnings).toMatchObject([
    { code: 'W_POINT_INCOMPLETE', message: expect.stringContaining('volume files: missing') },
  ]);
  expect(planRestore(request({ volumes: ['db'] }), facts({ point: broken })).damaged).toBe(false);
});

test('containers that are not there are named with the command that makes them', () => {
  const hintOf = (workingDir: string, configFiles: readonly string[]) => {
    const project = { name: 'shop', workingDir, configFiles, files: [] };
    const known = { ...facts().known, members: ['web', 'db', 'worker'], project };
    return planRestore(request(), facts({ known })).warnings.map(({ code, hint }) => [code, hint]);
  };
  expect(hintOf('/opt/shop', ['/opt/shop/compose.yaml', '/opt/shop/compose.override.yaml'])).toEqual([
    ['W_UNIT_NOT_RECREATED', 'Run docker compose up -d in /opt/shop.'],
  ]);
  expect(hintOf('/opt/my stack', ['/opt/my stack/prod.yaml'])[0]?.[1]).toBe(
    "Run docker compose --project-name shop --project-directory '/opt/my stack' --file '/opt/my stack/prod.yaml' up -d.",
  );
});

test('names from outside can not play with the terminal', () => {
  const evil = point([entry('volume', 'db')], { complete: false, problems: ['volume \u001b[2J: missing'] });
  expect(planRestore(request(), facts({ point: evil })).warnings[0]?.message).not.toContain('\u001b');
  const file = { stored: 'x', object: 'k', sha256: '', role: 'other', mode: null, owner: null } as const;
  const site = { found: 'different', obstacle: null, folder: null } as const;
  const placements = [{ file: { ...file, path: '/a\u001b[2J' }, target: '/a\u001b[2J', site }];
  const files = { ...facts().files, placements };
  expect(planRestore(request(), facts({ files })).warnings[0]?.message).toBe(
    '/a\\x1b[2J is there and stays, but differs',
  );
});
