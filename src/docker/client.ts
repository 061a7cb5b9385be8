import type { Agent, IncomingMessage } from 'node:http';
import { agreeOnVersion } from './api-version.ts';
import { withAttempts } from './attempts.ts';
import type { Answer, EngineCall } from './engine-call.ts';
import { refused } from './engine-error.ts';
import { agentFor, dialOver } from './modem.ts';
import { type Endpoint, endpointName } from './parse-host.ts';

/**
 * The one door to the engine's API.
 *
 * Errors  E_DOCKER, E_DOCKER_TIMEOUT.
 * Promise Each call settles: by an answer, a refusal or its deadline.
 */
export interface Client {
  readonly endpoint: Endpoint;
  readonly apiVersion: string;
  request(call: EngineCall): Promise<Answer>;
  /** Like `request`, but hands out the body unread; the deadline covers the head of the answer only. */
  stream(call: EngineCall): Promise<IncomingMessage>;
  close(): void;
}

/**
 * Connects to an engine and agrees on an API version with it.
 *
 * Errors  E_DOCKER when nobody answers, E_DOCKER_VERSION when the engine is older than Docker 20.10.
 */
export async function connectClient(endpoint: Endpoint): Promise<Client> {
  const agent = agentFor(endpoint);
  const response = await clientOver(endpoint, agent, null).stream({
    what: 'asking Docker for its version',
    method: 'GET',
    path: '/_ping',
    deadlineMs: 20_000,
    expect: [200],
    retries: 1,
  });
  response.resume();
  return clientOver(endpoint, agent, agreeOnVersion(String(response.headers['api-version'] ?? '')));
}

function clientOver(endpoint: Endpoint, agent: Agent, apiVersion: string | null): Client {
  const dial = dialOver(endpoint, agent, apiVersion);
  const name = endpointName(endpoint);
  return {
    endpoint,
    apiVersion: apiVersion ?? '',
    request: (call) => withAttempts(call, name, async (signal) => readAnswer(call, await dial(call, signal))),
    stream: (call) =>
      withAttempts(call, name, async (signal) => {
        const response = await dial(call, signal);
        if (!isExpected(call, response)) await readAnswer(call, response);
        return response;
      }),
    close: () => agent.destroy(),
  };
}

async function readAnswer(call: EngineCall, response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const body = parseBody(Buffer.concat(chunks).toString('utf8'));
  const status = response.statusCode ?? 0;
  if (!isExpected(call, response)) throw refused(call.what, status, body);
  return { status, body };
}

function isExpected(call: EngineCall, response: IncomingMessage): boolean {
  return call.expect.includes(response.statusCode ?? 0);
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
