import { printable } from '../../host/text.ts';
import type { Discovery, Member, Unit, UnitBind, UnitVolume } from '../../units/types.ts';
import type { Look } from './look.ts';
import { finding, sections } from './paragraph.ts';
import { formatMaybeSize } from './size.ts';
import { uncoveredText } from './uncovered-text.ts';
import type { Sizes } from './units-document.ts';

/** What discovery sees, for people. Without sizes none are shown. */
export function unitsText(discovery: Discovery, sizes: Sizes | null, look: Look): string {
  if (discovery.units.length === 0) return 'No units: this engine has no container and no volume to save.';
  return sections([
    ...discovery.units.map((unit) => unitText(unit, sizes, look)),
    uncoveredText(discovery.uncovered, look),
    discovery.warnings.map((warning) => finding(null, warning, look)).join('\n'),
    discovery.unknownLabels
      .map(
        ({ on, label }) =>
          `${look.paint.yellow('warning:')} ${printable(on)} has the unknown label ${printable(label)}`,
      )
      .join('\n'),
  ]);
}

function unitText(unit: Unit, sizes: Sizes | null, look: Look): string {
  const off = unit.rules.enabled ? '' : ', switched off';
  return [
    `${look.paint.bold(printable(unit.name))} (${unit.kind}${off})`,
    ...unit.members.map(memberText),
    ...unit.volumes.map((volume) => volumeText(volume, sizes)),
    ...unit.binds.map(bindText),
    uncoveredText(unit.uncovered, look)?.replace(/^/gm, '  '),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function memberText({ name, container, unstoppable }: Member): string {
  const never = unstoppable === null ? '' : `, never stopped (${unstoppable})`;
  return `  container ${printable(name)}: ${container.state}${never}`;
}

function volumeText({ volume, readable, anonymous, sharedWith }: UnitVolume, sizes: Sizes | null): string {
  const facts = [
    ...(sizes === null ? [] : [formatMaybeSize(sizes.get(volume.mountpoint) ?? null)]),
    `driver ${printable(volume.driver)}`,
    ...(readable === 'direct' ? [] : [`read by ${readable}`]),
    ...(anonymous ? ['anonymous'] : []),
    ...shared(sharedWith),
  ];
  return `  volume ${printable(volume.name)}: ${facts.join(', ')}`;
}

function bindText({ source, type, readOnly, sharedWith, within }: UnitBind): string {
  const facts = [
    type,
    ...(readOnly ? ['mounted read-only'] : []),
    ...(within === null ? [] : [`saved with ${printable(within)}`]),
    ...shared(sharedWith),
  ];
  return `  bind ${printable(source)}: ${facts.join(', ')}`;
}

function shared(units: readonly string[]): readonly string[] {
  return units.length === 0 ? [] : [`also used by ${units.map(printable).join(', ')}`];
}
