import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { toolsCheck } from '../../../src/doctor/checks/tools.ts';
import { temporaryFolder } from '../host/temporary.ts';
import { context, says } from './context.ts';

afterEach(() => vi.unstubAllEnvs());

/** A PATH with nothing but these tools; a text becomes a tool that says it. */
function pathOf(tools: Readonly<Record<string, string | true>>): void {
  const folder = temporaryFolder();
  for (const [name, says_] of Object.entries(tools)) {
    const at = join(folder, name);
    if (says_ === true) symlinkSync(join('/usr/bin', name), at);
    else {
      writeFileSync(at, `#!/bin/sh\necho '${says_}'\n`);
      chmodSync(at, 0o755);
    }
  }
  vi.stubEnv('PATH', folder);
}

const real = { flock: true, rm: 'rm (GNU coreutils) 9.1', find: true, tar: 'tar (GNU tar) 1.34' } as const;
const attributes = {
  getfattr: 'getfattr 2.5',
  setfattr: 'setfattr 2.5',
  getfacl: 'getfacl 2.3',
  setfacl: 'setfacl 2.3',
};

describe('tools', () => {
  it('is content when all are there', async () => {
    pathOf({ ...real, ...attributes });
    expect(await says(toolsCheck, context())).toEqual([
      'ok flock, rm, find, tar, getfattr, setfattr, getfacl, setfacl are there',
    ]);
  });

  it('warns of what is lost without the tools for attributes', async () => {
    pathOf({ ...real, getfacl: attributes.getfacl, setfacl: attributes.setfacl, setfattr: attributes.setfattr });
    expect(await toolsCheck.run(context())).toMatchObject([
      {
        severity: 'warning',
        message: 'getfattr was not found: extended attributes and capabilities are not kept',
        fix: 'Install the package attr.',
      },
    ]);
  });

  it('does not take the flock of busybox for the real one', async () => {
    pathOf({ ...real, ...attributes, flock: 'BusyBox v1.36' });
    expect(await toolsCheck.run(context())).toMatchObject([
      { severity: 'error', code: 'E_TOOL_MISSING', message: 'flock is not the one of util-linux' },
    ]);
  });
});
