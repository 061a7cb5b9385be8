import type { Mount } from '../docker/types.ts';
import { isWithin } from '../host/mounts.ts';
import { classifyBind, type PathFacts } from './classify-bind.ts';
import { bestMatch } from './match-pattern.ts';
import type { Uncovered, UnitBind } from './types.ts';
import { isSwitchedOff, type UnitDraft } from './unit-draft.ts';

/**
 * Collects the bind mounts of a unit that hold persistent data, one for each path of the host.
 *
 * Shape   `uncovered` holds the other ones, each with the reason
 * Promise What can not be saved counts as waived when a rule or label switches it off.
 *         A bind inside another one of the unit says so in `within`; it is the outermost.
 */
export function groupBinds(draft: UnitDraft): {
  readonly binds: readonly UnitBind[];
  readonly uncovered: readonly Uncovered[];
} {
  const found: UnitBind[] = [];
  const uncovered: Uncovered[] = [];
  for (const [source, mounts] of mountsBySource(draft)) {
    const facts = draft.host.facts.get(source) ?? { real: source, type: 'missing', names: [source] };
    const data = classifyBind(facts, draft.host.binds);
    const off = reasonOff(draft, facts);
    if (!data.persistent)
      uncovered.push({ kind: 'bind', name: source, reason: data.reason, waived: data.waived || off !== null });
    else if (off !== null) uncovered.push({ kind: 'bind', name: source, reason: off, waived: true });
    else found.push(unitBind(draft, facts, mounts, data.type));
  }
  return { binds: found.map((bind) => ({ ...bind, within: outermost(bind, found) })), uncovered };
}

type SourceFacts = PathFacts & { readonly names: readonly string[] };

function mountsBySource({ group }: UnitDraft): readonly (readonly [string, readonly Mount[]])[] {
  const mounts = new Map<string, Mount[]>();
  for (const mount of group.containers.flatMap((container) => container.mounts)) {
    if (mount.type === 'bind') mounts.set(mount.source, [...(mounts.get(mount.source) ?? []), mount]);
  }
  return [...mounts].sort(([one], [other]) => (one < other ? -1 : 1));
}

function unitBind(
  draft: UnitDraft,
  { real, names }: SourceFacts,
  mounts: readonly Mount[],
  type: 'directory' | 'file',
) {
  return {
    source: real,
    destination: mounts[0]?.destination ?? '',
    readOnly: mounts.every((mount) => mount.readOnly),
    type,
    within: null,
    sharedWith: draft.host.sharing.ofPath(real, draft.group.name),
    exclude: bindRule(draft, names)?.exclude ?? [],
  };
}

function bindRule(draft: UnitDraft, names: readonly string[]) {
  return bestMatch(Object.entries(draft.rule?.binds ?? {}), names);
}

function reasonOff(draft: UnitDraft, { real, names }: SourceFacts): string | null {
  if (!draft.rules.enabled) return 'its unit is switched off';
  const enable = bindRule(draft, names)?.enable;
  if (enable === true) return null;
  if (enable === false) return 'switched off by a rule';
  if (!draft.host.book.backup.binds) return 'backup.binds is off in the config';
  const users = draft.group.containers.filter((container) => container.mounts.some((mount) => mount.source === real));
  return users.every((container) => isSwitchedOff(draft, container.id))
    ? 'only containers that are switched off use it'
    : null;
}

function outermost(bind: UnitBind, all: readonly UnitBind[]): string | null {
  const holders = all.filter((other) => other.source !== bind.source && isWithin(bind.source, other.source));
  return holders.sort((one, other) => one.source.length - other.source.length)[0]?.source ?? null;
}
