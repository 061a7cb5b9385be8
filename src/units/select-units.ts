import { KopiDockaError } from '../errors.ts';
import { nearestName } from '../host/nearest-name.ts';
import { printable } from '../host/text.ts';
import type { Unit } from './types.ts';

/**
 * Picks the units that a user names.
 *
 * Shape   names as `units` shows them, or `kind:name`; no names means all units that are switched on
 * Errors  E_UNKNOWN_UNIT with the nearest name as hint; also when a unit that is named is switched off.
 * Promise In the order of `units`, each once.
 */
export function selectUnits(units: readonly Unit[], names: readonly string[]): readonly Unit[] {
  if (names.length === 0) return units.filter((unit) => unit.rules.enabled);
  const picked = new Set(names.map((name) => pickUnit(units, name)));
  return units.filter((unit) => picked.has(unit));
}

function pickUnit(units: readonly Unit[], name: string): Unit {
  const unit = units.find((candidate) => candidate.name === name || longName(candidate) === name);
  if (unit === undefined) throw unknownUnit(units, name);
  if (unit.rules.enabled) return unit;
  throw new KopiDockaError('E_UNKNOWN_UNIT', `the unit ${name} is switched off`, {
    hint: 'Switch it on: the label kopi-docka.enable, or its rule under units: in the config.',
  });
}

function longName(unit: Unit): string {
  return unit.name.startsWith(`${unit.kind}:`) ? unit.name : `${unit.kind}:${unit.name}`;
}

function unknownUnit(units: readonly Unit[], name: string): KopiDockaError {
  const namesakes = units.filter((unit) => unit.name.endsWith(`:${name}`)).map((unit) => unit.name);
  const nearest = nearestName(
    name,
    units.flatMap((unit) => [unit.name, longName(unit)]),
  );
  const message = `there is no unit ${printable(name)}`;
  if (namesakes.length > 0)
    return new KopiDockaError('E_UNKNOWN_UNIT', message, { hint: `Say ${namesakes.join(' or ')}.` });
  if (nearest !== null) return new KopiDockaError('E_UNKNOWN_UNIT', message, { hint: `Did you mean ${nearest}?` });
  return new KopiDockaError('E_UNKNOWN_UNIT', message);
}
