import { expect, test } from 'vitest';
import { missingVolumes } from '../../../src/points/legacy-recipe.ts';
import { orderProjectFiles } from '../../../src/points/order-project-files.ts';
import { point, snapshot } from './snapshots.ts';

const configFiles = ['/opt/blog/compose.yml', '/opt/blog/sub/compose.override.yml'];

test('the first recipes hold one Compose file under a name of their own', () => {
  const top = ['docker-compose.yml', 'web_inspect.json'];
  expect(orderProjectFiles({ top, projectFiles: [], order: null, configFiles: configFiles.slice(0, 1) })).toEqual({
    compose: [{ stored: 'docker-compose.yml', path: '/opt/blog/compose.yml' }],
    project: [],
  });
});

test('later ones hold further Compose files among the project files', () => {
  const names = {
    top: ['docker-compose.yml'],
    projectFiles: ['.env', 'compose.override.yml'],
    order: null,
    configFiles,
  };
  expect(orderProjectFiles(names)).toEqual({
    compose: [
      { stored: 'docker-compose.yml', path: '/opt/blog/compose.yml' },
      { stored: 'project-files/compose.override.yml', path: '/opt/blog/sub/compose.override.yml' },
    ],
    project: [{ stored: 'project-files/.env', path: '/opt/blog/.env' }],
  });
});

test('the last ones hold all of them with their order', () => {
  const order = ['compose.override.yml', 'compose.yml', 'compose.yml', 'gone.yml'];
  const top = ['compose.yml', 'compose.override.yml', 'compose_order.json'];
  expect(orderProjectFiles({ top, projectFiles: [], order, configFiles }).compose).toEqual([
    { stored: 'compose.override.yml', path: '/opt/blog/sub/compose.override.yml' },
    { stored: 'compose.yml', path: '/opt/blog/compose.yml' },
  ]);
});

test.each(['relative/compose.yml', '/opt/../etc/compose.yml', ''])('a label that says %j gives no path', (path) => {
  const names = { top: ['compose.yml'], projectFiles: ['.env'], order: ['compose.yml'], configFiles: [path] };
  expect(orderProjectFiles(names)).toEqual({
    compose: [{ stored: 'compose.yml', path: null }],
    project: [{ stored: 'project-files/.env', path: null }],
  });
});

test('volumes that were mounted and are not in the point are named once, in order', () => {
  const mount = (Type: string, Name?: string) => ({ Type, ...(Name ? { Name } : {}) });
  const inspects = [
    { Mounts: [mount('volume', 'shop_files'), mount('volume', 'shop_db'), mount('bind')] },
    { Mounts: [mount('volume', 'shop_cache'), mount('volume', 'shop_files')] },
    { Mounts: null },
    { Mounts: 'nonsense' },
  ];
  const entries = [
    { kind: 'volume', name: 'shop_db', format: 'tar', snapshot: snapshot({}), problem: null },
    { kind: 'bind', name: 'shop_files', format: 'direct', snapshot: snapshot({}), problem: null },
  ] as const;
  expect(missingVolumes({ inspects }, point({ entries }))).toEqual(['shop_cache', 'shop_files']);
});
