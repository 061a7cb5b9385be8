import { type Failure, KopiDockaError } from '../errors.ts';
import { judgeSnapshot } from './judge-snapshot.ts';
import type { StrategyResult } from './strategies/strategy.ts';
import type { UnitPlan } from './types.ts';

/** Names everything that went wrong while a unit was held and read: containers not back, what was not read, what was torn; each once. */
export function listProblems(plan: UnitPlan, held: StrategyResult, torn: readonly string[]): readonly Failure[] {
  const notBack = held.hold.notBack.map(
    ({ name, why }) =>
      new KopiDockaError('E_NOT_BACK', `container ${name} of ${plan.name} is not back: ${why}`, {
        hint: `Run kopi-docka recover, or docker start ${name}.`,
      }),
  );
  const unread = held.outcomes.flatMap((outcome) => {
    if ('error' in outcome) return [outcome.error];
    const problem = judgeSnapshot(outcome.snapshot);
    return problem === null
      ? []
      : [new KopiDockaError('E_PARTIAL', `${outcome.source.kind} ${outcome.source.name}: ${problem}`)];
  });
  const writers =
    torn.length === 0
      ? []
      : [new KopiDockaError('E_TORN', `${plan.name} was not still while it was read: ${torn.join(', ')}`)];
  const failure = held.failure === null ? [] : [held.failure];
  const problems = [...notBack, ...failure, ...unread, ...writers].map((problem) => problem.toFailure());
  return problems.filter(({ message }, at) => problems.findIndex((other) => other.message === message) === at);
}
