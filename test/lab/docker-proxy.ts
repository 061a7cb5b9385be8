import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { freshFolder, removeFolder } from './folders.ts';
import { killNow } from './processes.ts';

/**
 * What happens to a call: `kill-before` the engine sees it or `kill-after` it took effect (SIGKILL to the victim), `hang`
 * for ever, `error-500`, `reset` the connection, `lose-reply` after it took effect, or a delay.
 */
export type ProxyAction =
  | 'kill-before'
  | 'kill-after'
  | 'hang'
  | 'error-500'
  | 'reset'
  | 'lose-reply'
  | { readonly delayMs: number };

/** Hits the `nth` call (1 is the first) whose `METHOD /url` matches; `every` hits that one and all after it. */
export interface ProxyRule {
  readonly match: RegExp;
  readonly action: ProxyAction;
  readonly nth?: number;
  readonly every?: boolean;
}

/** A fault proxy before an engine; `host` is the DOCKER_HOST that leads through it. */
export interface DockerProxy {
  readonly host: string;
  /** All calls so far, as `METHOD /url`. */
  readonly calls: readonly string[];
  /** Those that a rule hit. */
  readonly hits: readonly string[];
  /** Whom the kill actions kill. */
  setVictim(pid: number): void;
  /** Replaces the rules; counting starts anew. */
  setRules(rules: readonly ProxyRule[]): void;
  close(): Promise<void>;
}

/** Starts a proxy before the socket of an engine. */
export async function startDockerProxy(
  engine: { readonly socket: string },
  rules: readonly ProxyRule[] = [],
): Promise<DockerProxy> {
  const folder = freshFolder('proxy');
  const socket = join(folder, 'docker.sock');
  const calls: string[] = [];
  const hits: string[] = [];
  let counted = count(rules);
  let victim = 0;

  const server = createServer((incoming, answer) => {
    const call = `${incoming.method} ${incoming.url}`;
    calls.push(call);
    const action = firing(counted, call);
    if (action !== null) hits.push(call);
    serve(engine.socket, incoming, answer, action, () => killNow(victim));
  });
  server.on('upgrade', (incoming, client, head) => {
    calls.push(`${incoming.method} ${incoming.url}`);
    tunnel(engine.socket, incoming, client, head);
  });
  server.requestTimeout = 0;
  const sockets = trackSockets(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));

  return {
    host: `unix://${socket}`,
    calls,
    hits,
    setVictim: (pid) => {
      victim = pid;
    },
    setRules: (next) => {
      counted = count(next);
    },
    async close() {
      for (const open of sockets) open.destroy();
      await new Promise((resolve) => server.close(resolve));
      removeFolder(folder);
    },
  };
}

interface CountedRule extends ProxyRule {
  seen: number;
}

function count(rules: readonly ProxyRule[]): readonly CountedRule[] {
  return rules.map((rule) => ({ ...rule, seen: 0 }));
}

/** Counts the call in every rule that matches and gives the action of the first that is due. */
function firing(rules: readonly CountedRule[], call: string): ProxyAction | null {
  const due = rules.filter((rule) => {
    if (!rule.match.test(call)) return false;
    rule.seen += 1;
    const nth = rule.nth ?? 1;
    return rule.every ? rule.seen >= nth : rule.seen === nth;
  });
  return due[0]?.action ?? null;
}

function serve(
  engine: string,
  incoming: IncomingMessage,
  answer: ServerResponse,
  action: ProxyAction | null,
  kill: () => void,
): void {
  const drop = () => incoming.socket.destroy();
  const pass = (insteadOfReply?: () => void) => forward(engine, incoming, answer, insteadOfReply);
  const acts: Readonly<Record<Exclude<ProxyAction, object>, () => unknown>> = {
    hang: () => undefined,
    reset: drop,
    'kill-before': () => {
      kill();
      drop();
    },
    'kill-after': () => pass(kill),
    'lose-reply': () => pass(() => undefined),
    'error-500': () => refuse(incoming, answer),
  };
  if (action === null) pass();
  else if (typeof action === 'object') setTimeout(pass, action.delayMs);
  else acts[action]();
}

function refuse(incoming: IncomingMessage, answer: ServerResponse): void {
  incoming.resume();
  answer.writeHead(500, { 'content-type': 'application/json' });
  answer.end('{"message":"injected by the lab"}');
}

/** Passes a call on. With `insteadOfReply` the answer is read to its end, that is called, and the caller gets nothing. */
function forward(engine: string, incoming: IncomingMessage, answer: ServerResponse, insteadOfReply?: () => void): void {
  const { method, url: path, headers } = incoming;
  const outgoing = request({ socketPath: engine, method, path, headers, agent: false }, (reply) => {
    reply.on('error', () => incoming.socket.destroy());
    if (insteadOfReply) {
      reply.resume().on('end', () => {
        insteadOfReply();
        incoming.socket.destroy();
      });
      return;
    }
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    answer.flushHeaders();
    reply.pipe(answer);
  });
  outgoing.on('error', () => incoming.socket.destroy());
  answer.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Attach and exec leave HTTP behind: from the request on, bytes go both ways as they are. */
function tunnel(engine: string, incoming: IncomingMessage, client: Duplex, head: Buffer): void {
  const upstream = connect(engine, () => {
    const names = incoming.rawHeaders;
    const lines = names.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${names[at + 1]}\r\n`] : []));
    upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  for (const end of [upstream, client]) {
    end.on('error', () => {
      upstream.destroy();
      client.destroy();
    });
  }
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}
