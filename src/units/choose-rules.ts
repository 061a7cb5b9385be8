import type { Config, UnitRule } from '../config/types.ts';
import type { Warning } from '../events.ts';
import { bestMatch } from './match-pattern.ts';
import type { OurLabels } from './parse-labels.ts';
import type { UnitKind, UnitRules } from './types.ts';

/** The parts of the config that say how units are treated. */
export type RuleBook = Pick<Config, 'units' | 'backup'>;

/**
 * The rule of the config for a unit; undefined when no pattern fits.
 *
 * Shape   patterns may name the unit as shown, or as `kind:name`
 */
export function chooseRule(book: RuleBook, kind: UnitKind, base: string, name: string): UnitRule | undefined {
  return bestMatch(
    book.units.map((rule) => [rule.pattern, rule] as const),
    [name, `${kind}:${base}`],
  );
}

/**
 * Chooses what holds for a unit: its rule in the config, else the labels of its containers, else `backup:`.
 *
 * Promise The config wins over labels, for whoever owns a container writes its labels.
 */
export function chooseUnitRules(
  book: RuleBook,
  rule: UnitRule | undefined,
  labels: readonly OurLabels[],
): { readonly rules: UnitRules; readonly contradictions: readonly string[] } {
  const strategy = agreed(labels.map((of) => of.strategy));
  const format = agreed(labels.map((of) => of.format));
  return {
    rules: {
      enabled: rule?.enable ?? (labels.length === 0 || labels.some((of) => of.enable !== false)),
      strategy: rule?.strategy ?? strategy.value ?? book.backup.strategy,
      format: rule?.format ?? format.value ?? book.backup.format,
      stopTimeout: rule?.stopTimeoutSeconds ?? book.backup.stopTimeoutSeconds,
      waivedFiles: Object.entries(rule?.files ?? {}).flatMap(([path, { enable }]) => (enable === false ? path : [])),
      exclude: unique([...book.backup.exclude, ...(rule?.exclude ?? []), ...labels.flatMap((of) => of.exclude)]),
    },
    contradictions: [
      ...(strategy.contradictory && rule?.strategy === undefined ? ['kopi-docka.strategy'] : []),
      ...(format.contradictory && rule?.format === undefined ? ['kopi-docka.format'] : []),
    ],
  };
}

/** The one value that all who say something agree on; contradicting values count as none. */
function agreed<T>(values: readonly (T | null)[]): { readonly value: T | null; readonly contradictory: boolean } {
  const said = unique(values.filter((value) => value !== null));
  return { value: said.length === 1 ? (said[0] ?? null) : null, contradictory: said.length > 1 };
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** What is told about a label whose value is not understood. */
export function badLabelWarning(on: string, label: string): Warning {
  return {
    code: 'W_LABEL',
    message: `the label ${label} on ${on} is not understood and counts as not set`,
    hint: 'See the labels in docs/configuration.md.',
  };
}

/** What is told when containers of one unit ask for different things. */
export function contradictionWarning(unit: string, label: string): Warning {
  return {
    code: 'W_LABEL',
    message: `containers of ${unit} contradict each other in the label ${label}; it counts as not set`,
    hint: 'Set it on one container, or give the unit a rule in the config.',
  };
}
