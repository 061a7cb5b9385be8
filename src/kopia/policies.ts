import * as z from 'zod';
import { KopiDockaError } from '../errors.ts';
import { parseJson } from '../host/parse-json.ts';
import type { KopiaSetup } from './global-arguments.ts';
import { runKopia } from './run-kopia.ts';
import type { PolicySet } from './types.ts';

const policySet = z.record(z.string(), z.record(z.string(), z.unknown()));

/** All policies of the repository, as they are defined, without what they inherit. */
export async function exportPolicies(setup: KopiaSetup): Promise<PolicySet> {
  const stdout = await runKopia(setup, ['policy', 'export', '--no-progress'], { what: 'reading the policies' });
  const parsed = policySet.safeParse(parseJson(stdout.toString('utf8')));
  if (!parsed.success) throw new KopiDockaError('E_REPO', 'the policies of the repository were not understood');
  return parsed.data;
}

/**
 * Writes policies, each as a whole.
 *
 * Promise Other policies stay as they are; an empty set starts nothing.
 */
export async function importPolicies(setup: KopiaSetup, policies: PolicySet): Promise<void> {
  if (Object.keys(policies).length === 0) return;
  const input = JSON.stringify(policies);
  await runKopia(setup, ['policy', 'import', '--no-progress'], { what: 'writing the policies', input });
}
