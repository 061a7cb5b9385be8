import { composePlugin } from './compose.mjs';
import { installPackages, packageExists, unpackPackage } from './packages.mjs';
import { cacheFolder, findIn, findProgram, run } from './programs.mjs';
import { say } from './say.mjs';

const packageOf = {
  dockerd: 'docker.io',
  getfattr: 'attr',
  getfacl: 'acl',
  flock: 'util-linux',
  losetup: 'mount',
  strace: 'strace',
  tmux: 'tmux',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.btrfs': 'btrfs-progs',
  'mkfs.xfs': 'xfsprogs',
  gpg: 'gpg',
  'gpg-agent': 'gpg-agent',
};

/** Finds the programs that the tests call, or installs the distribution's packages that hold them. */
export async function systemTools() {
  const missing = Object.keys(packageOf).filter((program) => !findProgram(program));
  if (missing.length > 0) installPackages(missing.map((program) => packageOf[program]));
  if (!findProgram('docker')) installPackages([packageExists('docker-cli') ? 'docker-cli' : 'docker.io']);
  const found = {
    dockerd: process.env.KOPI_DOCKA_LAB_DOCKERD ?? findProgram('dockerd'),
    docker: process.env.KOPI_DOCKA_LAB_DOCKER ?? findProgram('docker'),
    busybox: process.env.KOPI_DOCKA_LAB_BUSYBOX ?? staticBusybox(),
    composePlugin: composePlugin(),
  };
  for (const [tool, path] of Object.entries(found)) say(`${tool}: ${path}`);
  return found;
}

/** A busybox that needs no library. It is unpacked, not installed: the package would push out a dynamic busybox. */
function staticBusybox() {
  const cache = cacheFolder('busybox');
  const places = [findProgram('busybox'), findIn([`${cache}/bin`, `${cache}/usr/bin`], 'busybox')];
  const found = places.find((path) => path && isStatic(path));
  if (found) return found;
  unpackPackage('busybox-static', cache);
  return findIn([`${cache}/bin`, `${cache}/usr/bin`], 'busybox');
}

function isStatic(path) {
  try {
    return run('ldd', [path]).includes('statically linked');
  } catch {
    return true;
  }
}
