import { expect, test } from 'vitest';
import { sha256 } from '../../../src/host/new-file.ts';
import type { StoredFile } from '../../../src/points/legacy-recipe.ts';
import { knownFromRecipe } from '../../../src/restore/known-from-recipe.ts';
import { entry, point, snapshot } from './samples.ts';

const entries = [entry('volume', 'blog_db'), entry('volume', 'external'), entry('bind', '/srv')];
const engine = snapshot({ tags: { type: 'docker_config' }, root: { ...snapshot().root, object: 'kd' } });
const blog = point(entries, { recipe: snapshot(), others: [engine] });
const nothing = { inspects: [], compose: [], project: [], networks: [], dockerConfig: [] };
const file = (stored: string, path: string | null): StoredFile => ({ stored, path, content: Buffer.from('x') });
const inspect = (more: Readonly<Record<string, string>> = {}) => ({
  Name: '/blog-db-1',
  Config: { Labels: { 'com.docker.compose.project': 'blog', ...more } },
});

test('volumes of a Compose project get the labels by which Compose knows them', () => {
  const known = knownFromRecipe(blog, { ...nothing, inspects: [inspect()] });
  expect(known.volumes).toEqual([
    {
      ...{ name: 'blog_db', driver: 'local', options: {} },
      labels: { 'com.docker.compose.project': 'blog', 'com.docker.compose.volume': 'db' },
    },
    { name: 'external', driver: 'local', options: {}, labels: {} },
  ]);
  expect(known).toMatchObject({ members: ['blog-db-1'], project: { name: 'blog', workingDir: null } });
});

test('files go where the labels say, else into the folder of the project, else nowhere', () => {
  const recipe = {
    ...nothing,
    compose: [file('compose.yml', '/opt/blog/compose.yml')],
    project: [file('project-files/.env', null), file('project-files/app.conf', null)],
  };
  const withFolder = inspect({ 'com.docker.compose.project.working_dir': '/srv/blog' });
  const placesOf = (inspects: readonly object[], compose = recipe.compose) =>
    knownFromRecipe(blog, { ...recipe, compose, inspects: inspects as never }).project?.files.map(({ path }) => path);
  expect(placesOf([withFolder])).toEqual(['/opt/blog/compose.yml', '/srv/blog/.env', '/srv/blog/app.conf']);
  expect(placesOf([inspect()])).toEqual(['/opt/blog/compose.yml', '/opt/blog/.env', '/opt/blog/app.conf']);
  expect(placesOf([inspect()], [file('compose.yml', null)])).toEqual([null, null, null]);
});

test('each file is known by its object and its content, and env files as such', () => {
  const recipe = { ...nothing, compose: [file('compose.yml', '/a')], project: [file('project-files/.env.prod', '/b')] };
  const known = knownFromRecipe(blog, { ...recipe, inspects: [inspect()], dockerConfig: [file('daemon.json', null)] });
  const common = { sha256: sha256(Buffer.from('x')), mode: null, owner: null };
  expect(known.project).toMatchObject({
    configFiles: ['/a'],
    files: [
      { ...common, object: 'k1/compose.yml', role: 'compose' },
      { ...common, object: 'k1/project-files/.env.prod', role: 'env' },
    ],
  });
  expect(known.engineFiles).toMatchObject([{ ...common, object: 'kd/daemon.json', role: 'other' }]);
});

test('a container without a project has volumes without labels', () => {
  const inspects = [{ Name: '/tool', Config: { Labels: null } }, { Config: 7 }];
  const known = knownFromRecipe(blog, { ...nothing, inspects });
  expect(known).toMatchObject({ members: ['tool'], project: null });
  expect(known.volumes.map(({ labels }) => labels)).toEqual([{}, {}]);
});
