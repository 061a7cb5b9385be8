import { expect, test, vi } from 'vitest';
import { systemIdentity } from '../../../src/config/identity.ts';

vi.mock('node:os', () => ({
  hostname: () => 'Alpha.example.com',
  userInfo: () => {
    throw new Error('uv_os_get_passwd returned ENOENT');
  },
}));

test('a user without a name, as in many containers, goes by its number', () => {
  expect(systemIdentity()).toEqual({ user: String(process.getuid?.()), host: 'alpha' });
});
