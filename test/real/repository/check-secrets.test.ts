import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { checkSecrets } from '../../../src/repository/check-secrets.ts';
import { installation } from './installation.ts';

test('readable files and unknown variables are warnings that show no value', async () => {
  const host = installation();
  const credentials = join(host.folder, 's3.env');
  writeFileSync(host.places.passwordFile, 'hunter2\n', { mode: 0o600 });
  writeFileSync(credentials, 'AWS_ACCESS_KEY_ID=a\nAMAZON_KEY=hunter2\n', { mode: 0o644 });
  host.configure(`repository: { url: "s3://b/", credentials: { file: "${credentials}" } }`);
  const warnings = await checkSecrets(loadConfig(host.places, {}).config, {});
  expect(warnings.map(({ code }) => code)).toEqual(['W_SECRET_READABLE', 'W_CREDENTIALS']);
  expect(warnings[1]?.message).toContain('AMAZON_KEY');
  expect(JSON.stringify(warnings)).not.toContain('hunter2');
});
