// Stands in for gRPC and ssh2 in the bundle. dockerode loads them for BuildKit builds and ssh:// engines, which
// kopi-docka does not offer; without them start-up and size fall to a quarter.
class NotBundled {
  constructor() {
    throw new Error('not part of kopi-docka: ssh:// engines and BuildKit sessions');
  }
}

module.exports = { Client: NotBundled, Server: NotBundled };
