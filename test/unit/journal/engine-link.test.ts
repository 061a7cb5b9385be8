import { describe, expect, it } from 'vitest';
import { KopiDockaError } from '../../../src/errors.ts';
import { EngineLink } from '../../../src/journal/engine-link.ts';
import { fakeEngine, stopped } from './fake-engine.ts';

const start = (link: EngineLink) => link.call((engine) => engine.start('id-of-db'));

describe('EngineLink', () => {
  it('waits for an engine that restarts', async () => {
    const fake = fakeEngine(stopped('db'));
    fake.away = true;
    setTimeout(() => {
      fake.away = false;
    }, 700);
    await start(new EngineLink(async () => fake.engine, 5_000));
    expect(fake.calls).toEqual(['start db']);
  });

  it('waits for an engine to which it can not even connect', async () => {
    const fake = fakeEngine(stopped('db'));
    let tries = 0;
    const connect = async () => {
      tries += 1;
      if (tries < 3) throw new KopiDockaError('E_DOCKER', 'there is no such socket');
      return fake.engine;
    };
    await start(new EngineLink(connect, 5_000));
    expect(fake.calls).toEqual(['start db']);
  });

  it('gives up with the error of the engine when its patience is over', async () => {
    const fake = fakeEngine(stopped('db'));
    fake.away = true;
    await expect(start(new EngineLink(async () => fake.engine, 300))).rejects.toMatchObject({ code: 'E_DOCKER' });
  });

  it('asks once more when a living engine refuses, and not again', async () => {
    const fake = fakeEngine(stopped('db'));
    fake.refuses.add('db');
    await expect(start(new EngineLink(async () => fake.engine, 60_000))).rejects.toThrow(/port is already allocated/);
    expect(fake.calls).toEqual(['start db', 'start db']);
  });

  it('does not wait for an engine that it may not use', async () => {
    let tries = 0;
    const connect = async () => {
      tries += 1;
      const cause = Object.assign(new Error(), { code: 'EACCES' });
      throw new KopiDockaError('E_DOCKER', 'not permitted', { cause });
    };
    await expect(start(new EngineLink(connect, 60_000))).rejects.toThrow(/not permitted/);
    expect(tries).toBe(1);
  });
});
