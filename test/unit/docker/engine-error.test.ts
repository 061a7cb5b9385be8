import { describe, expect, it } from 'vitest';
import { isLostReply, refused, timedOut, unreachable } from '../../../src/docker/engine-error.ts';

const withCode = (code: string) => Object.assign(new Error('connect failed'), { code });

describe('unreachable', () => {
  it('tells a missing socket from a forbidden one', () => {
    const missing = unreachable(withCode('ENOENT'), 'listing', 'unix:///x.sock');
    const forbidden = unreachable(withCode('EACCES'), 'listing', 'unix:///x.sock');
    expect(missing).toMatchObject({ code: 'E_DOCKER', hint: expect.stringContaining('Start the engine') });
    expect(forbidden).toMatchObject({ code: 'E_DOCKER', hint: expect.stringContaining('group docker') });
    expect(forbidden.message).toContain('not permitted');
  });

  it('says what was tried when a connection breaks', () => {
    expect(unreachable(withCode('ECONNRESET'), 'stopping the container web', 'unix:///x.sock').message).toBe(
      'stopping the container web: the connection to unix:///x.sock failed (ECONNRESET)',
    );
  });
});

describe('refused', () => {
  it('hands on what the engine says, on one line', () => {
    expect(refused('starting web', 500, { message: 'first\n  second' }).message).toBe(
      'starting web: first second (HTTP 500)',
    );
  });

  it('masks the passwords of mount options', () => {
    const message = refused('starting web', 500, {
      message: 'mount //nas/share: data: addr=10.0.0.1,username=joe,password=s3cret,vers=3,pass=other: no such device',
    }).message;
    expect(message).toContain('username=joe,password=***,vers=3,pass=***');
    expect(message).not.toMatch(/s3cret|other/);
  });

  it('makes do with an answer that is no JSON', () => {
    expect(refused('starting web', 502, '').message).toBe('starting web: no reason given (HTTP 502)');
  });
});

describe('timedOut', () => {
  it('names the call and how long was waited', () => {
    expect(timedOut('listing the volumes', 20_000)).toMatchObject({
      code: 'E_DOCKER_TIMEOUT',
      message: 'listing the volumes: no answer from Docker within 20 s',
    });
  });
});

describe('isLostReply', () => {
  it('counts a broken connection and an engine that is away, but no refusal', () => {
    expect([withCode('ECONNRESET'), withCode('ECONNREFUSED'), withCode('ENOENT')].every(isLostReply)).toBe(true);
    expect([withCode('EACCES'), new Error('x'), null, withCode('ABORT_ERR')].some(isLostReply)).toBe(false);
  });
});
