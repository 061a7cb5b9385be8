import { describe, expect, it } from 'vitest';
import { parseLabels } from '../../../src/units/parse-labels.ts';

const read = (labels: Record<string, string>) =>
  parseLabels(Object.fromEntries(Object.entries(labels).map(([key, value]) => [`kopi-docka.${key}`, value])));

describe('parseLabels', () => {
  it('says nothing where there is nothing', () => {
    expect(parseLabels({ other: 'x' })).toEqual({
      enable: null,
      strategy: null,
      format: null,
      stopTimeout: null,
      exclude: [],
      hooks: { before: null, after: null },
      unknown: [],
      bad: [],
    });
  });

  it.each([
    ['true', true],
    ['YES', true],
    ['1', true],
    [' off ', false],
    ['False', false],
    ['0', false],
  ])('reads the switch %j', (text, value) => {
    expect(read({ enable: text }).enable).toBe(value);
  });

  it.each([
    ['45', 45],
    ['30s', 30],
    ['2m', 120],
    ['1h', 3600],
  ])('reads the duration %s', (text, seconds) => {
    expect(read({ 'stop-timeout': text }).stopTimeout).toBe(seconds);
  });

  it('splits a list of patterns', () => {
    expect(read({ exclude: '*.log, /cache/ ,,!keep.log' }).exclude).toEqual(['*.log', '/cache/', '!keep.log']);
  });

  it('reads hooks', () => {
    expect(read({ 'hook.before': 'pg_dump > /x', 'hook.after': ' rm /x ' }).hooks).toEqual({
      before: 'pg_dump > /x',
      after: 'rm /x',
    });
  });

  it.each([
    ['enable', 'maybe'],
    ['strategy', 'Stop'],
    ['format', 'zip'],
    ['stop-timeout', '-1'],
    ['stop-timeout', '1e9'],
    ['stop-timeout', ''],
    ['exclude', 'a\nb'],
    ['hook.before', ' '],
  ])('counts %s=%j as not set and names it', (key, value) => {
    const labels = read({ [key]: value });
    expect(labels).toEqual({ ...parseLabels({}), bad: [`kopi-docka.${key}`] });
  });

  it('names labels of ours that nobody knows, and only these', () => {
    expect(read({ enabled: 'x', helper: 'run', constructor: 'y', enable: 'true' }).unknown).toEqual([
      'kopi-docka.constructor',
      'kopi-docka.enabled',
    ]);
  });
});
