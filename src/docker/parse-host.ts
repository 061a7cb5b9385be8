import { KopiDockaError } from '../errors.ts';

/** Certificate files for TLS; null where there is none. */
export interface TlsFiles {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly verify: boolean;
}

/** Where an engine listens. */
export type Endpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null };

/** Where an engine listens, as DOCKER_HOST would name it. */
export function endpointName(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return `unix://${endpoint.path}`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `tcp://${host}:${endpoint.port}`;
}

/**
 * Reads an address as DOCKER_HOST and docker contexts give it.
 *
 * Shape   `unix:///path`, `tcp://host:port` or `host:port`; ports 2375 and 2376 (TLS) when none is given
 * Errors  E_DOCKER for ssh:// and everything else we do not speak.
 */
export function parseHost(text: string, tls: TlsFiles | null): Endpoint {
  if (text.startsWith('unix://')) return parseUnix(text);
  const address = text.includes('://') ? text : `tcp://${text}`;
  if (address.startsWith('ssh://')) {
    throw new KopiDockaError('E_DOCKER', 'a Docker engine can not be used through ssh://', {
      hint: 'Run kopi-docka on that host, where the volumes are.',
    });
  }
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'tcp:' || url.hostname === '') throw notAnAddress();
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { kind: 'tcp', host, port: url.port ? Number(url.port) : tls ? 2376 : 2375, tls };
}

function parseUnix(text: string): Endpoint {
  const path = text.slice('unix://'.length);
  if (!path.startsWith('/') || path.includes('\0')) throw notAnAddress();
  return { kind: 'unix', path };
}

/** The address itself stays out of the message: it may hold a password. */
function notAnAddress(): KopiDockaError {
  return new KopiDockaError('E_DOCKER', 'the address of the Docker engine is not unix:///PATH or tcp://HOST:PORT', {
    hint: 'See DOCKER_HOST and docker context ls.',
  });
}
