import { describe, expect, it } from 'vitest';
import { chooseReadable } from '../../../src/units/choose-readable.ts';
import { volume } from './make.ts';

describe('chooseReadable', () => {
  it('reads a plain local volume directly, also one with a size limit', () => {
    expect(chooseReadable(volume('a'), true)).toBe('direct');
    expect(chooseReadable(volume('a', { options: { size: '1g' } }), true)).toBe('direct');
  });

  it.each([
    { type: 'nfs', o: 'addr=x', device: ':/x' },
    { type: 'tmpfs', device: 'tmpfs' },
    { o: 'bind', device: '/x' },
  ])('needs a keeper for %j', (options) => {
    expect(chooseReadable(volume('a', { options }), true)).toBe('keeper');
  });

  it('streams from a plugin and from an engine elsewhere', () => {
    expect(chooseReadable(volume('a', { driver: 'sshfs:latest' }), true)).toBe('stream');
    expect(chooseReadable(volume('a'), false)).toBe('stream');
    expect(chooseReadable(volume('a', { options: { type: 'tmpfs' } }), false)).toBe('stream');
  });

  it.each(['', 'relative/_data', '/var/lib/docker/../../etc'])('does not trust the mountpoint %j', (mountpoint) => {
    expect(chooseReadable(volume('a', { mountpoint }), true)).toBe('stream');
  });
});
