import type { UnitRule } from '../config/types.ts';
import type { RuleBook } from './choose-rules.ts';
import type { BindContext, PathFacts } from './classify-bind.ts';
import type { Group } from './group-containers.ts';
import type { OurLabels } from './parse-labels.ts';
import type { Sharing } from './share-between.ts';
import type { UnitRules } from './types.ts';

/** Everything that the parts of one unit are made from. */
export interface UnitDraft {
  readonly group: Group;
  readonly rule: UnitRule | undefined;
  readonly rules: UnitRules;
  /** By container ID. */
  readonly labels: ReadonlyMap<string, OurLabels>;
  readonly host: HostFacts;
}

/** What holds for all units of a host. */
export interface HostFacts {
  readonly book: RuleBook;
  readonly binds: BindContext;
  /** What is known of a bind's source, by resolved path; `names` are the paths that lead there. */
  readonly facts: ReadonlyMap<string, PathFacts & { readonly names: readonly string[] }>;
  readonly sharing: Sharing;
}

/** True when a label switches a container off, and no rule of the config says otherwise. */
export function isSwitchedOff(draft: UnitDraft, containerId: string): boolean {
  return draft.rule?.enable !== true && draft.labels.get(containerId)?.enable === false;
}
