import { expect, test } from 'vitest';
import { knownFromRecipe } from '../../../src/restore/known-unit.ts';
import { entry } from './samples.ts';

const entries = [entry('volume', 'blog_db'), entry('volume', 'external'), entry('bind', '/srv')];
const file = (path: string) => ({ stored: 'compose.yml', path, content: Buffer.alloc(0) });

test('volumes of a Compose project get the labels by which Compose knows them', () => {
  const inspects = [{ Name: '/blog-db-1', Config: { Labels: { 'com.docker.compose.project': 'blog' } } }];
  const known = knownFromRecipe({ entries }, { inspects, compose: [file('/opt/blog/compose.yml')], project: [] });
  expect(known.volumes).toEqual([
    {
      ...{ name: 'blog_db', driver: 'local', options: {} },
      labels: { 'com.docker.compose.project': 'blog', 'com.docker.compose.volume': 'db' },
    },
    { name: 'external', driver: 'local', options: {}, labels: {} },
  ]);
  expect(known).toMatchObject({ members: ['blog-db-1'], project: { workingDir: '/opt/blog' } });
});

test('a container without a project has volumes without labels', () => {
  const inspects = [{ Name: '/tool', Config: { Labels: null } }, { Config: 7 }];
  const known = knownFromRecipe({ entries }, { inspects, compose: [], project: [] });
  expect(known).toMatchObject({ members: ['tool'], project: null });
  expect(known.volumes.map(({ labels }) => labels)).toEqual([{}, {}]);
});
