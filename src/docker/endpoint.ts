import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { printable } from '../host/text.ts';
import { type Endpoint, parseHost, type TlsFiles } from './parse-host.ts';

const DEFAULT_SOCKET = '/var/run/docker.sock';

const ConfigFile = z.object({ currentContext: z.string().optional() });

const ContextMeta = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.string(), SkipTLSVerify: z.boolean().optional() }),
  }),
});

/**
 * Finds the engine that the docker command would talk to.
 *
 * Errors  E_DOCKER when the address is of a kind we do not speak, or the named context can not be read.
 * Source  docker/cli, cli/command/cli.go: DOCKER_HOST, then DOCKER_CONTEXT, then `currentContext`, then the default socket.
 */
export function resolveEndpoint(env: NodeJS.ProcessEnv): Endpoint {
  const host = env['DOCKER_HOST'];
  if (host) return parseHost(host, tlsOfEnvironment(env));
  const context = env['DOCKER_CONTEXT'] || currentContext(env);
  if (context && context !== 'default') return endpointOfContext(context, env);
  return { kind: 'unix', path: defaultSocket(env) };
}

function defaultSocket(env: NodeJS.ProcessEnv): string {
  const runtime = env['XDG_RUNTIME_DIR'];
  const rootless = runtime ? join(runtime, 'docker.sock') : null;
  return !existsSync(DEFAULT_SOCKET) && rootless && existsSync(rootless) ? rootless : DEFAULT_SOCKET;
}

function configFolder(env: NodeJS.ProcessEnv): string {
  return env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
}

/** TLS is used when DOCKER_TLS_VERIFY holds anything at all; `0` counts too, as with the docker command. */
function tlsOfEnvironment(env: NodeJS.ProcessEnv): TlsFiles | null {
  if (!env['DOCKER_TLS_VERIFY']) return null;
  return tlsFiles(env['DOCKER_CERT_PATH'] || configFolder(env), true);
}

function tlsFiles(folder: string, verify: boolean): TlsFiles {
  const path = (name: string): string | null => (existsSync(join(folder, name)) ? join(folder, name) : null);
  return { ca: path('ca.pem'), cert: path('cert.pem'), key: path('key.pem'), verify };
}

function currentContext(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(configFolder(env), 'config.json');
  if (!existsSync(file)) return undefined;
  return readJson(file, ConfigFile, `the docker configuration ${file}`).currentContext;
}

/** Contexts live in folders named by the SHA-256 of their name, so a name can not lead anywhere else. */
function endpointOfContext(name: string, env: NodeJS.ProcessEnv): Endpoint {
  const folder = join(configFolder(env), 'contexts');
  const key = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(folder, 'meta', key, 'meta.json'), ContextMeta, `the docker context ${printable(name)}`);
  const { Host, SkipTLSVerify } = meta.Endpoints.docker;
  const certificates = join(folder, 'tls', key, 'docker');
  const tls = existsSync(certificates) || SkipTLSVerify ? tlsFiles(certificates, SkipTLSVerify !== true) : null;
  return parseHost(Host, tls);
}

function readJson<T>(file: string, schema: z.ZodType<T>, what: string): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new KopiDockaError('E_DOCKER', `${what} can not be read`, {
      hint: 'See docker context ls, or name the engine in DOCKER_HOST.',
      cause,
    });
  }
}
