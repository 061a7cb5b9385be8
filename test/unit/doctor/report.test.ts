import { describe, expect, it } from 'vitest';
import { ok, problem, warning } from '../../../src/doctor/observations.ts';
import { runDoctor } from '../../../src/doctor/report.ts';
import type { Check, DoctorContext, Observation } from '../../../src/doctor/types.ts';
import { KopiDockaError } from '../../../src/errors.ts';
import { context, discovery, line } from './context.ts';

const check = (name: string, run: (given: DoctorContext) => Promise<readonly Observation[]>): Check => ({ name, run });
const saying = (name: string, ...found: readonly Observation[]): Check => check(name, async () => found);
const failing = (name: string, error: Error): Check => check(name, () => Promise.reject(error));

const report = (checks: readonly Check[], given = context()) => runDoctor(given, { checks, deadlineMs: 300 });

describe('runDoctor', () => {
  it('is healthy while nothing is an error', async () => {
    expect(await report([saying('a', ok('fine')), saying('b', warning('hm', 'do this'))])).toEqual({
      schema: 'kopi-docka/doctor/1',
      healthy: true,
      exitCode: 0,
      findings: [
        { check: 'a', severity: 'ok', message: 'fine', fix: null, code: null },
        { check: 'b', severity: 'warning', message: 'hm', fix: 'do this', code: null },
      ],
    });
  });

  it('goes on when a check fails, and keeps the order', async () => {
    const { findings, healthy } = await report([
      failing('a', new KopiDockaError('E_KOPIA_MISSING', 'no kopia', { hint: 'Install it.' })),
      failing('b', new TypeError('a bug')),
      saying('c', ok('fine')),
    ]);
    expect(healthy).toBe(false);
    expect(findings.map(({ check: name, code, fix }) => [name, code, fix])).toEqual([
      ['a', 'E_KOPIA_MISSING', 'Install it.'],
      ['b', 'E_INTERNAL', expect.stringContaining('bug')],
      ['c', null, null],
    ]);
  });

  it('does not wait for ever for a check', async () => {
    const hanging = (name: string) => check(name, () => new Promise(() => undefined));
    const { findings } = await report([hanging('a'), hanging('b'), saying('c', ok('fine'))]);
    expect(findings.map(line)).toEqual([
      'error the check a did not end within 0 s',
      'error the check b did not end within 0 s',
      'ok fine',
    ]);
  });

  it('ends with the code of the first error', async () => {
    const { exitCode } = await report([
      saying('a', warning('hm', '')),
      saying('b', problem('E_DOCKER', 'away', '')),
      saying('c', problem('E_REPO', 'away too', '')),
    ]);
    expect(exitCode).toBe(6);
  });

  it('ends with 20 before all when containers are not back', async () => {
    const { exitCode } = await report([
      saying('a', problem('E_DOCKER', 'x', '')),
      saying('b', problem('E_NOT_BACK', 'y', '')),
    ]);
    expect(exitCode).toBe(20);
  });

  it('reports one cause once, however many checks it keeps from looking', async () => {
    const down = new KopiDockaError('E_DOCKER', 'no engine');
    const { findings, exitCode } = await report([
      failing('engine', down),
      failing('volumes', down),
      failing('coverage', down),
    ]);
    expect(findings.map(line)).toEqual([
      'error no engine',
      'info not looked at, because of engine',
      'info not looked at, because of engine',
    ]);
    expect(exitCode).toBe(6);
  });

  it('looks over the engine once, whatever number of checks ask', async () => {
    let asked = 0;
    const given = context({
      discover: async () => {
        asked += 1;
        return discovery();
      },
    });
    const asking = (name: string) => check(name, async ({ discover }) => [ok(`${(await discover()).units.length}`)]);
    await report([asking('a'), asking('b')], given);
    expect(asked).toBe(1);
  });
});
