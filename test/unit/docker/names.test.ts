import { describe, expect, it } from 'vitest';
import { checkedName, isEngineName } from '../../../src/docker/names.ts';

describe('checkedName', () => {
  it.each(['web', 'shop_db-1', 'a..b', 'f'.repeat(64), '0123456789ab'])('lets %s through', (name) => {
    expect(checkedName('container', name)).toBe(name);
  });

  it.each(['../info?x', 'a/b', 'a?b', 'a%2fb', '', 'x', '-flag', '..', 'a b', 'a\n', 'ä1', 'n'.repeat(300)])(
    'stops %j',
    (name) => {
      expect(isEngineName(name)).toBe(false);
      expect(() => checkedName('volume', name)).toThrow(expect.objectContaining({ code: 'E_DOCKER' }));
    },
  );
});
