import { describe, expect, it } from 'vitest';
import { agreeOnVersion } from '../../../src/docker/api-version.ts';

describe('agreeOnVersion', () => {
  it.each([
    ['1.41', '1.41'],
    ['1.40', '1.40'],
    ['1.47', '1.47'],
    ['1.52', '1.47'],
    ['2.0', '1.47'],
  ])('speaks to an engine of API %s in %s', (theirs, spoken) => {
    expect(agreeOnVersion(theirs)).toBe(spoken);
  });

  it.each(['1.39', '1.9', '0.50', '', 'nonsense', '1.41/../x'])('refuses an engine that says %j', (theirs) => {
    expect(() => agreeOnVersion(theirs)).toThrow(expect.objectContaining({ code: 'E_DOCKER_VERSION' }));
  });
});
