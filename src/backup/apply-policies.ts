import type { Warning } from '../events.ts';
import { choosePolicyChanges } from '../kopia/choose-policy.ts';
import type { Kopia, PolicySet } from '../kopia/types.ts';
import { planInnerPolicies, planPolicies } from './plan-policies.ts';
import type { BackupPlan, UnitPlan } from './types.ts';

/**
 * Brings kopia's policies of all planned sources to what the plan says, in one import, and only where they differ.
 *
 * Promise Done before anything stops. The repository's global policy is not touched.
 */
export async function applyPolicies(
  plan: BackupPlan,
  kopia: Kopia,
  { policy }: { readonly policy: { readonly compression: string } },
): Promise<Policies> {
  const policies = new Policies(kopia, policy.compression, await kopia.exportPolicies());
  await policies.write(Object.assign({}, ...plan.units.map((unit) => planPolicies(unit, policy.compression))));
  return policies;
}

/** Kopia's policies as they are while a run goes on. */
export class Policies {
  readonly #kopia: Kopia;
  readonly #compression: string;
  #current: PolicySet;

  constructor(kopia: Kopia, compression: string, current: PolicySet) {
    this.#kopia = kopia;
    this.#compression = compression;
    this.#current = current;
  }

  async write(wanted: PolicySet): Promise<void> {
    const changes = choosePolicyChanges(this.#current, wanted);
    if (Object.keys(changes).length === 0) return;
    await this.#kopia.importPolicies(changes);
    this.#current = { ...this.#current, ...changes };
  }

  /**
   * Makes the unit's own patterns, and no others, hold for its sources: units may share a source, or lie one inside the other.
   *
   * Shape   → warnings for patterns of others, which are left alone
   * Promise Before the unit's window; for most units nothing is to be done.
   */
  async settle(unit: UnitPlan): Promise<readonly Warning[]> {
    const { ours, foreign } = planInnerPolicies(unit, this.#current, this.#compression);
    await this.write({ ...ours, ...planPolicies(unit, this.#compression) });
    return foreign.map((target) => ({
      code: 'W_FOREIGN_POLICY',
      message: `patterns that somebody else gave kopia for ${target} leave something out of ${unit.name}, too`,
      hint: `See kopia policy show "${target}".`,
    }));
  }
}
