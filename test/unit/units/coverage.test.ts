import { describe, expect, it } from 'vitest';
import { listGaps, listUncovered } from '../../../src/units/coverage.ts';
import { container, discovered, mountBind, paths } from './make.ts';

const discovery = discovered(
  {
    containers: [container('web', { mounts: [mountBind('/proc'), mountBind('/srv/gone')] })],
    warnings: ['a driver does not answer'],
  },
  {},
  { paths: paths('/srv/gone:missing') },
);

describe('coverage', () => {
  it('lists what no run saves, of all units and of none', () => {
    expect(listUncovered(discovery).map(({ unit, name, waived }) => [unit, name, waived])).toEqual([
      [null, '(not listed by Docker)', false],
      ['web', '/proc', true],
      ['web', '/srv/gone', false],
    ]);
  });

  it('counts as a gap what nobody waived', () => {
    expect(listGaps(discovery).map(({ name }) => name)).toEqual(['(not listed by Docker)', '/srv/gone']);
  });
});
