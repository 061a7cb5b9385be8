import { expect, test } from 'vitest';
import { reportBrokenConfig } from '../../../src/doctor/report.ts';
import { KopiDockaError } from '../../../src/errors.ts';

test('a configuration that can not be used is a finding with its exit code', () => {
  const report = reportBrokenConfig(new KopiDockaError('E_CONFIG', 'config.yaml:3:1: unknown key'));
  expect(report).toMatchObject({
    schema: 'kopi-docka/doctor/1',
    healthy: false,
    exitCode: 4,
    findings: [{ check: 'config', severity: 'error', message: 'config.yaml:3:1: unknown key' }],
  });
});
