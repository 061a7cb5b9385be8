import type { Config } from '../config/types.ts';
import { type Failure, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import { formatSource } from '../kopia/source.ts';
import { chooseStopped, PAUSED, type StopChoice } from '../units/choose-stopped.ts';
import { listUncovered } from '../units/coverage.ts';
import { orderMembers } from '../units/order-members.ts';
import { selectUnits } from '../units/select-units.ts';
import type { Unit, UnitMember } from '../units/types.ts';
import { checkGivenPatterns, findBadLabelPattern } from './check-patterns.ts';
import { type ChosenStrategy, chooseStrategy } from './choose-strategy.ts';
import { judgeCoverage } from './judge-coverage.ts';
import { projectWarnings, redactionWarnings, uncoveredFiles } from './judge-project.ts';
import { planSources, type SourceFacts } from './plan-sources.ts';
import { folderName, RECIPE_SOURCE_FOLDER } from './recipe-folder.ts';
import type { SurveyedWorld } from './tools.ts';
import type { BackupPlan, BackupRequest, PlannedMember, PlannedSource, UnitPlan } from './types.ts';

/** What is known when a backup is planned. */
export interface PlanFacts extends Omit<SourceFacts, 'dockerRootDir'>, SurveyedWorld {
  readonly config: { readonly backup: Pick<Config['backup'], 'strict' | 'redactEnvironment'> };
  readonly repository: BackupPlan['repository'];
}

/**
 * Plans a run: for every unit that is asked for, what stops, in which order, what is read, and what is left.
 *
 * Errors  E_UNKNOWN_UNIT; E_USAGE for a pattern that kopia can not follow.
 * Promise Pure. A unit that can not be saved as asked is `refused` with its reason; the others are planned all the same.
 */
export function planBackup(request: BackupRequest, facts: PlanFacts): BackupPlan {
  const { discovery, repository, config } = facts;
  checkGivenPatterns(request.exclude);
  const units = selectUnits(discovery.units, request.units).map((unit) => planUnit(unit, request, facts));
  const { uncovered } = discovery;
  const coverage = judgeCoverage(listUncovered({ units, uncovered }), config.backup.strict);
  return {
    schema: 'kopi-docka/plan/1',
    repository,
    units,
    uncovered,
    warnings: [...discovery.warnings, ...coverage.warnings],
    errors: coverage.errors,
  };
}

function planUnit(unit: Unit, request: BackupRequest, facts: PlanFacts): UnitPlan {
  const sources = planSources(unit, request, { ...facts, dockerRootDir: facts.inventory.engine.rootDir });
  const project = facts.projects.get(unit.name) ?? null;
  const choice = chooseStopped(unit, facts.discovery.units);
  const chosen = chooseStrategy(request.strategy ?? unit.rules.strategy, sources, choice);
  const isHeld = chosen.strategy !== 'none';
  const order = orderMembers(isHeld ? choice.stop : []);
  const planned = (levels: readonly (readonly UnitMember[])[]) =>
    levels.map((level) => level.map((one) => planMember(one, unit, choice)));
  return {
    name: unit.name,
    kind: unit.kind,
    ...chosen,
    stop: planned(order.stop),
    start: planned(order.start),
    left: isHeld
      ? choice.left
      : choice.stop.map(({ member }) => ({ name: member.name, reason: 'runs on while it is read' })),
    sources,
    recipeSource: formatSource({ ...facts.identity, path: `${RECIPE_SOURCE_FOLDER}/${folderName(unit.name)}` }),
    uncovered: [...unit.uncovered, ...(project === null ? [] : uncoveredFiles(project))],
    warnings: [
      ...order.warnings,
      ...liveWarnings(unit, chosen, sources, choice),
      ...pausedWarnings(sources, choice),
      ...(project === null ? [] : projectWarnings(unit.name, project)),
      ...(facts.config.backup.redactEnvironment ? redactionWarnings(unit) : []),
    ],
    refused: refusalOf(unit, chosen, choice) ?? findBadLabelPattern(unit),
  };
}

function planMember({ unit: owner, member }: UnitMember, unit: Unit, { stop }: StopChoice): PlannedMember {
  const isAwaited = stop.some(
    (other) =>
      other.unit === owner &&
      other.member.dependsOn.some(
        ({ service, condition }) => service === member.service && condition === 'service_healthy',
      ),
  );
  return {
    id: member.container.id,
    name: member.name,
    foreign: owner === unit.name ? null : owner,
    stopTimeoutSeconds: member.stopTimeout,
    awaitHealth: isAwaited && member.container.hasHealthcheck,
  };
}

function refusalOf(unit: Unit, { strategy }: ChosenStrategy, { refusal }: StopChoice): Failure | null {
  if (strategy === 'freeze') {
    return new KopiDockaError(
      'E_STRATEGY',
      `${unit.name} can not be read by freeze: this version does not have it`,
    ).toFailure();
  }
  if (strategy === 'none' || refusal === null) return null;
  return new KopiDockaError('E_UNSTOPPABLE', `${unit.name} can not be read cold: ${refusal}`).toFailure();
}

function liveWarnings(
  unit: Unit,
  { strategy }: ChosenStrategy,
  sources: readonly PlannedSource[],
  { stop }: StopChoice,
): readonly Warning[] {
  if (strategy !== 'none' || stop.length === 0 || sources.length === 0) return [];
  const message = `${unit.name} is read while it runs: files may not fit together`;
  return [{ code: 'W_LIVE', message, hint: 'Use --strategy stop for a consistent copy.' }];
}

/** What a paused container still has in memory is not in its files. */
function pausedWarnings(sources: readonly PlannedSource[], { left }: StopChoice): readonly Warning[] {
  if (sources.length === 0) return [];
  return left
    .filter(({ reason }) => reason === PAUSED)
    .map(({ name }) => ({
      code: 'W_PAUSED',
      message: `container ${name} is paused: its files are read as after a power cut`,
      hint: `Run docker unpause ${name} before the backup for a clean copy.`,
    }));
}
