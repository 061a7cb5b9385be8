import { describe, expect, it } from 'vitest';
import { endpointName, parseHost } from '../../../src/docker/parse-host.ts';

const TLS = { ca: '/certs/ca.pem', cert: null, key: null, verify: true };

describe('parseHost', () => {
  it('reads a unix socket', () => {
    expect(parseHost('unix:///run/user/1000/docker.sock', null)).toEqual({
      kind: 'unix',
      path: '/run/user/1000/docker.sock',
    });
  });

  it.each([
    ['tcp://10.0.0.7:4243', '10.0.0.7', 4243],
    ['tcp://docker.example', 'docker.example', 2375],
    ['10.0.0.7:4243', '10.0.0.7', 4243],
    ['tcp://[::1]:2375', '::1', 2375],
  ])('reads %s', (text, host, port) => {
    expect(parseHost(text, null)).toEqual({ kind: 'tcp', host, port, tls: null });
  });

  it('takes port 2376 with TLS when none is given', () => {
    expect(parseHost('tcp://docker.example', TLS)).toMatchObject({ port: 2376, tls: TLS });
  });

  it('refuses ssh and says where to run instead', () => {
    expect(() => parseHost('ssh://root@host', null)).toThrow(
      expect.objectContaining({ code: 'E_DOCKER', hint: expect.stringContaining('that host') }),
    );
  });

  it.each([
    'npipe:////./pipe/docker',
    'http://host:2375',
    'unix://relative',
    'tcp://:secret@',
    'fd://',
    'unix:///a\0b',
  ])('refuses %j without repeating it', (text) => {
    expect(() => parseHost(text, null)).toThrow(
      expect.objectContaining({ code: 'E_DOCKER', message: expect.not.stringContaining(text) }),
    );
  });

  it.each(['unix:///var/run/docker.sock', 'tcp://10.0.0.7:2375', 'tcp://[::1]:2375'])('names %s as it was', (text) => {
    expect(endpointName(parseHost(text, null))).toBe(text);
  });
});
