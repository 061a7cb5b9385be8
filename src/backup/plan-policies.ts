import { isOurPolicy, sourcePolicy } from '../kopia/choose-policy.ts';
import type { PolicySet } from '../kopia/types.ts';
import type { UnitPlan } from './types.ts';

/** The policies of folders inside a unit's sources: kopia follows them, too, when it reads those. */
export interface InnerPolicies {
  /** Written by us, for another unit: the same without its patterns. */
  readonly ours: PolicySet;
  /** Written by others, with patterns; by name. */
  readonly foreign: readonly string[];
}

/**
 * The policies that the sources of a unit, and its recipe, shall have.
 *
 * Promise Patterns of a tar source are for what is in the archive, and followed when it is made: in kopia's policy they would
 *         leave out the archive itself.
 */
export function planPolicies({ sources, recipeSource }: UnitPlan, compression: string): PolicySet {
  return Object.fromEntries([
    ...sources.map(({ source, format, exclude }) => {
      const patterns = format === 'tar' ? [] : exclude;
      return [source, sourcePolicy({ exclude: patterns, compression })] as const;
    }),
    [recipeSource, sourcePolicy({ exclude: [], compression })],
  ]);
}

/**
 * Finds the policies that would leave something out of a unit's sources although none of the unit's own patterns says so.
 *
 * Source  A policy of `/srv/app` holds there also while `/srv` is read, `noParent` or not. Measured with kopia 0.23.1.
 */
export function planInnerPolicies({ sources }: UnitPlan, current: PolicySet, compression: string): InnerPolicies {
  const inside = Object.entries(current).filter(
    ([target, policy]) => hasPatterns(policy) && sources.some(({ source }) => target.startsWith(`${source}/`)),
  );
  const neutral = sourcePolicy({ exclude: [], compression });
  return {
    ours: Object.fromEntries(inside.filter(([, policy]) => isOurPolicy(policy)).map(([target]) => [target, neutral])),
    foreign: inside.filter(([, policy]) => !isOurPolicy(policy)).map(([target]) => target),
  };
}

function hasPatterns(policy: Readonly<Record<string, unknown>>): boolean {
  const files = policy['files'] as { readonly ignore?: readonly string[] | null } | undefined;
  return (files?.ignore ?? []).length > 0;
}
