import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { SnapshotRequest } from '../../../src/kopia/types.ts';
import { CLIENT, repositoryLab, take } from './repository-lab.ts';

function streamRequest(stream: NodeJS.ReadableStream): SnapshotRequest {
  const source = { ...CLIENT, path: '/volumes/shop_db' };
  return { source, path: source.path, tags: { backup_format: 'tar' }, stdin: { fileName: 'shop_db.tar', stream } };
}

test('a stream is saved as one file under the identity of its volume, and read back', async () => {
  const lab = await repositoryLab();
  const snapshot = await take(lab.kopia, streamRequest(Readable.from(['hello ', 'stream'])));
  expect(snapshot).toMatchObject({ source: { ...CLIENT, path: '/volumes/shop_db' }, files: 1, bytes: 12 });
  const object = `${snapshot.root.object}/shop_db.tar`;
  expect((await lab.kopia.show(object)).toString()).toBe('hello stream');
  const { stream, done } = lab.kopia.showStream(object);
  expect(await text(stream)).toBe('hello stream');
  await done;
});

test('a stream of another host keeps its identity', async () => {
  const lab = await repositoryLab();
  const request = streamRequest(Readable.from(['x']));
  const source = { user: 'root', host: 'other', path: '/volumes/shop_db' };
  expect((await take(lab.kopia, { ...request, source })).source).toEqual(source);
});

test.each([
  ['fails', (stream: PassThrough) => stream.destroy(new Error('the producer died'))],
  ['is closed before its end', (stream: PassThrough) => stream.destroy()],
])('a stream that %s is no snapshot', async (_, breakIt) => {
  const lab = await repositoryLab();
  const stream = new PassThrough();
  const job = lab.kopia.snapshot(streamRequest(stream));
  stream.write('x'.repeat(100_000));
  setTimeout(() => breakIt(stream), 500);
  await expect(job.read).rejects.toMatchObject({
    code: 'E_SNAPSHOT',
    message: expect.stringContaining('the stream broke off'),
  });
  await expect(job.saved).rejects.toMatchObject({ code: 'E_SNAPSHOT' });
  expect((await lab.kopia.list()).filter(({ incomplete }) => incomplete === null)).toEqual([]);
});

test('a stream that is cancelled while it is silent ends', async () => {
  const lab = await repositoryLab();
  const job = lab.kopia.snapshot(streamRequest(new PassThrough()));
  setTimeout(() => job.cancel(), 500);
  await expect(job.saved).resolves.toMatchObject({ snapshot: { incomplete: 'canceled' } });
});

test('an object that is not there fails both ways of reading', async () => {
  const lab = await repositoryLab();
  await expect(lab.kopia.show('kdeadbeefdeadbeefdeadbeefdeadbeef')).rejects.toMatchObject({ code: 'E_REPO' });
  const { stream, done } = lab.kopia.showStream('kdeadbeefdeadbeefdeadbeefdeadbeef');
  expect(await text(stream)).toBe('');
  await expect(done).rejects.toMatchObject({ code: 'E_REPO' });
});

test('an object ID that looks like a flag is refused', async () => {
  const lab = await repositoryLab();
  await expect(async () => lab.kopia.show('--help')).rejects.toMatchObject({ code: 'E_REPO' });
});
