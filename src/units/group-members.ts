import { chooseUnstoppable, type StopContext } from './choose-unstoppable.ts';
import { parseDependsOn, serviceName } from './parse-project.ts';
import type { Member } from './types.ts';
import { isSwitchedOff, type UnitDraft } from './unit-draft.ts';

/** Makes the members of a unit from its containers, in the same order. */
export function groupMembers(draft: UnitDraft, context: StopContext): readonly Member[] {
  return draft.group.containers.map((container) => {
    const labels = draft.labels.get(container.id);
    return {
      container,
      name: container.name,
      service: serviceName(container.labels),
      dependsOn: parseDependsOn(container.labels),
      unstoppable: chooseUnstoppable(container, context),
      enabled: !isSwitchedOff(draft, container.id),
      stopTimeout: draft.rule?.stopTimeoutSeconds ?? labels?.stopTimeout ?? draft.rules.stopTimeout,
      hooks: labels?.hooks ?? { before: null, after: null },
    };
  });
}
