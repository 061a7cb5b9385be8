import { type Failure, KopiDockaError } from '../errors.ts';
import { validatePattern } from '../kopia/validate-pattern.ts';
import type { Unit } from '../units/types.ts';

const LABEL = 'kopi-docka.exclude';

/** Refuses patterns of the command line that kopia can not follow. Errors E_USAGE. */
export function checkGivenPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns) {
    const problem = validatePattern(pattern);
    if (problem === null) continue;
    throw new KopiDockaError(
      'E_USAGE',
      `the pattern ${JSON.stringify(pattern)} of --exclude can not be used: ${problem}`,
    );
  }
}

/**
 * Finds a pattern in the labels of a unit that kopia can not follow: every snapshot would fail with it.
 *
 * Shape   → why the unit is refused, with the label's owner by name; null when all are fine
 * Promise Those of the config are checked where it is read, so that only labels are left.
 */
export function findBadLabelPattern(unit: Unit): Failure | null {
  const excludes = [...unit.rules.exclude, ...unit.volumes.flatMap(({ exclude }) => exclude)];
  for (const pattern of excludes) {
    const problem = validatePattern(pattern);
    if (problem === null) continue;
    const message = `the exclude pattern ${JSON.stringify(pattern)} in the label ${LABEL} of ${ownerOf(pattern, unit)} can not be used: ${problem}`;
    return new KopiDockaError('E_CONFIG', message, {
      hint: 'Mend the label; the unit is not touched until then.',
    }).toFailure();
  }
  return null;
}

function ownerOf(pattern: string, { name, members, volumes }: Unit): string {
  const labelled = [
    ...members.map(({ container }) => ({ owner: `container ${container.name}`, labels: container.labels })),
    ...volumes.map(({ volume }) => ({ owner: `volume ${volume.name}`, labels: volume.labels })),
  ];
  return labelled.find(({ labels }) => labels[LABEL]?.includes(pattern))?.owner ?? name;
}
