import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveEndpoint } from '../../../src/docker/endpoint.ts';
import { endpointName } from '../../../src/docker/parse-host.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kd-endpoint-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeContext(name: string, meta: object, tls = false): void {
  const key = createHash('sha256').update(name).digest('hex');
  const folder = join(home, '.docker', 'contexts');
  mkdirSync(join(folder, 'meta', key), { recursive: true });
  writeFileSync(join(folder, 'meta', key, 'meta.json'), JSON.stringify(meta));
  if (!tls) return;
  mkdirSync(join(folder, 'tls', key, 'docker'), { recursive: true });
  writeFileSync(join(folder, 'tls', key, 'docker', 'ca.pem'), '');
}

function writeConfig(text: string): void {
  mkdirSync(join(home, '.docker'), { recursive: true });
  writeFileSync(join(home, '.docker', 'config.json'), text);
}

const resolve = (env: NodeJS.ProcessEnv) => resolveEndpoint({ HOME: home, ...env });
const named = (host: string) => ({ Name: 'x', Endpoints: { docker: { Host: host, SkipTLSVerify: false } } });

describe('resolveEndpoint', () => {
  it('prefers DOCKER_HOST to every context', () => {
    writeContext('lab', named('unix:///lab.sock'));
    expect(resolve({ DOCKER_HOST: 'unix:///host.sock', DOCKER_CONTEXT: 'lab' })).toEqual({
      kind: 'unix',
      path: '/host.sock',
    });
  });

  it('prefers DOCKER_CONTEXT to the current context of the configuration', () => {
    writeContext('lab', named('unix:///lab.sock'));
    writeContext('other', named('unix:///other.sock'));
    writeConfig('{"currentContext":"other"}');
    expect(endpointName(resolve({ DOCKER_CONTEXT: 'lab' }))).toBe('unix:///lab.sock');
    expect(endpointName(resolve({}))).toBe('unix:///other.sock');
  });

  it('honours DOCKER_CONFIG', () => {
    writeContext('lab', named('unix:///lab.sock'));
    writeConfig('{"currentContext":"lab"}');
    expect(endpointName(resolve({ HOME: '/nowhere', DOCKER_CONFIG: join(home, '.docker') }))).toBe('unix:///lab.sock');
  });

  it('takes the default context for the default socket', () => {
    writeConfig('{"currentContext":"default"}');
    expect(endpointName(resolve({}))).toBe('unix:///var/run/docker.sock');
  });

  it('takes the rootless socket only where the default one is absent', () => {
    writeFileSync(join(home, 'docker.sock'), '');
    const expected = existsSync('/var/run/docker.sock') ? '/var/run/docker.sock' : join(home, 'docker.sock');
    expect(resolve({ XDG_RUNTIME_DIR: home })).toEqual({ kind: 'unix', path: expected });
  });

  it('uses TLS with the certificates of DOCKER_CERT_PATH when DOCKER_TLS_VERIFY is set', () => {
    for (const file of ['ca.pem', 'cert.pem', 'key.pem']) writeFileSync(join(home, file), '');
    const env = { DOCKER_HOST: 'tcp://host', DOCKER_CERT_PATH: home };
    expect(resolve(env)).toMatchObject({ port: 2375, tls: null });
    expect(resolve({ ...env, DOCKER_TLS_VERIFY: '1' })).toEqual({
      kind: 'tcp',
      host: 'host',
      port: 2376,
      tls: { ca: join(home, 'ca.pem'), cert: join(home, 'cert.pem'), key: join(home, 'key.pem'), verify: true },
    });
  });

  it('uses the certificates that a context keeps', () => {
    writeContext('lab', named('tcp://host'), true);
    expect(resolve({ DOCKER_CONTEXT: 'lab' })).toMatchObject({ port: 2376, tls: { cert: null, verify: true } });
  });

  it.each(['gone', '../../etc'])('names a context that is not there: %s', (name) => {
    expect(() => resolve({ DOCKER_CONTEXT: name })).toThrow(
      expect.objectContaining({ code: 'E_DOCKER', message: `the docker context ${name} can not be read` }),
    );
  });

  it('does not go on with a docker configuration that it can not read', () => {
    writeConfig('{"currentContext":');
    expect(() => resolve({})).toThrow(expect.objectContaining({ code: 'E_DOCKER' }));
  });
});
