import { describe, expect, it } from 'vitest';
import { asKopiDockaError, ERRORS, foldExitCodes, KopiDockaError } from '../../src/errors.ts';

describe('foldExitCodes', () => {
  it('is 0 when there is nothing to fold', () => expect(foldExitCodes([])).toBe(0));
  it('keeps a code that all units share', () => expect(foldExitCodes([23, 23])).toBe(23));
  it('is 3 when units differ', () => {
    expect(foldExitCodes([0, 23])).toBe(3);
    expect(foldExitCodes([22, 23])).toBe(3);
  });
  it('lets 20 win over all others', () => expect(foldExitCodes([0, 23, 20, 3])).toBe(20));
});

describe('asKopiDockaError', () => {
  it('keeps one of ours as it is', () => {
    const error = new KopiDockaError('E_LOCKED', 'another run');
    expect(asKopiDockaError(error)).toBe(error);
  });
  it('calls anything else a bug of ours', () => {
    expect(asKopiDockaError(new Error('boom'))).toMatchObject({ code: 'E_INTERNAL', exitCode: 1, message: 'boom' });
  });
});

describe('the error table', () => {
  it('gives every code a hint that is a sentence', () => {
    for (const [code, { hint }] of Object.entries(ERRORS)) expect(hint, code).toMatch(/^[A-Z].*[.?]$/s);
  });
});
