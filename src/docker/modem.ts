import { readFileSync } from 'node:fs';
import { Agent, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { KopiDockaError } from '../errors.ts';
import type { EngineCall } from './engine-call.ts';
import type { Endpoint } from './parse-host.ts';

/** Sends a call and gives back the head of the answer, whatever its status. */
export type Dial = (call: EngineCall, signal: AbortSignal) => Promise<IncomingMessage>;

/** Every status is an answer here: dockerode would turn 304, "it is so already", into an exception. */
const EVERY_STATUS = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [100 + index, true]));

/**
 * Keeps connections open between calls.
 *
 * Source  docker-modem prints all options of each call for its debug log, whether there is one or not. The sockets of
 *         an agent make that 15 ms a call, so agents have a short print here.
 */
export function agentFor(endpoint: Endpoint): Agent {
  const tls = endpoint.kind === 'tcp' ? endpoint.tls : null;
  const agent = tls
    ? new TlsAgent({ keepAlive: true, rejectUnauthorized: tls.verify })
    : new Agent({ keepAlive: true });
  return Object.assign(agent, { [inspect.custom]: () => 'agent' });
}

/**
 * Makes the way to an engine through dockerode's modem.
 *
 * Promise The body is always a stream for the caller to read: dockerode's own reading never settles when a
 *         connection breaks inside an answer.
 * Source  docker.md §3; tried on dockerode 5.0.1 and docker-modem 5.0.7.
 */
export function dialOver(endpoint: Endpoint, agent: Agent, apiVersion: string | null): Dial {
  const modem = makeModem(settingsFor(endpoint, agent, apiVersion));
  return (call, signal) =>
    new Promise((resolve, reject) => {
      modem.dial(requestFor(call, signal), (error, response) => (error ? reject(error) : resolve(response)));
    });
}

interface Modem {
  buildRequest(options: object, ...rest: unknown[]): void;
  dial(options: object, done: (error: Error | null, response: IncomingMessage) => void): void;
}

/** dockerode reads DOCKER_HOST and the files of DOCKER_CERT_PATH first, even when all settings are given. */
function makeModem(settings: object): Modem {
  try {
    const { modem }: { modem: unknown } = new Docker(settings);
    return refuseRedirects(modem as Modem);
  } catch (cause) {
    throw new KopiDockaError('E_DOCKER', 'the files of DOCKER_CERT_PATH can not be read', {
      hint: 'Unset DOCKER_CERT_PATH, or put ca.pem, cert.pem and key.pem there.',
      cause,
    });
  }
}

/** docker-modem would follow a redirect to any host, and the program would end with the first error there. */
function refuseRedirects(modem: Modem): Modem {
  const build = modem.buildRequest.bind(modem);
  modem.buildRequest = (options, ...rest) => build({ ...options, maxRedirects: 0 }, ...rest);
  return modem;
}

/** Names every setting, empty ones too: what is not named, dockerode takes from the environment. */
function settingsFor(endpoint: Endpoint, agent: Agent, apiVersion: string | null): object {
  const tls = endpoint.kind === 'tcp' ? endpoint.tls : null;
  return {
    socketPath: endpoint.kind === 'unix' ? endpoint.path : undefined,
    host: endpoint.kind === 'tcp' ? endpoint.host : undefined,
    port: endpoint.kind === 'tcp' ? endpoint.port : undefined,
    protocol: tls ? 'https' : 'http',
    ca: certificate(tls?.ca),
    cert: certificate(tls?.cert),
    key: certificate(tls?.key),
    version: apiVersion === null ? undefined : `v${apiVersion}`,
    timeout: undefined,
    agent,
  };
}

function certificate(path: string | null | undefined): Buffer | undefined {
  try {
    return path ? readFileSync(path) : undefined;
  } catch (cause) {
    throw new KopiDockaError('E_DOCKER', `the certificate ${path} can not be read`, { cause });
  }
}

/**
 * The call in the words of the modem.
 *
 * Source  docker-modem 5.0.7, lib/modem.js: a path that ends in `?` gets the query; a POST without `_body` would send
 *         the query as its body, and an empty `_body` sends none.
 */
function requestFor(call: EngineCall, signal: AbortSignal): object {
  const hasOptions = call.query !== undefined || call.body !== undefined;
  return {
    method: call.method,
    path: call.query === undefined ? call.path : `${call.path}?`,
    ...(hasOptions ? { options: { _query: call.query, _body: call.body ?? {} } } : {}),
    ...(call.tar === undefined ? {} : { file: call.tar }),
    isStream: true,
    statusCodes: EVERY_STATUS,
    abortSignal: signal,
  };
}
