import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { keeperArchive } from '../../../src/docker/keeper-image.ts';

describe('keeperArchive', () => {
  it.each(['x86_64', 'aarch64'])('is a tar of one executable for %s that GNU tar accepts', (architecture) => {
    const archive = keeperArchive(architecture) ?? Buffer.alloc(0);
    const listing = execFileSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8' });
    expect(listing).toMatch(/^-rwxr-xr-x 0\/0 +\d{3} 1970-01-01 \d\d:\d\d pause\n$/);
  });

  it.each([
    ['x86_64', 62],
    ['aarch64', 183],
  ])('holds a 64-bit executable for the processor %s', (architecture, machine) => {
    const program = keeperArchive(architecture)?.subarray(512) ?? Buffer.alloc(0);
    expect(program.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    expect(program.readUInt16LE(18)).toBe(machine);
  });

  it('has nothing for other processors', () => {
    expect(keeperArchive('s390x')).toBeNull();
  });
});
