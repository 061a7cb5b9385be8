import { type Failure, KopiDockaError } from '../errors.ts';
import type { Warning } from '../events.ts';
import type { Uncovered } from '../units/types.ts';

const MOST_NAMED = 10;
const HINT =
  'See kopi-docka backup --dry-run for the reasons; what needs no backup is waived by name (docs/configuration.md).';

/** Something that no run saves, and its unit; null when it belongs to none. */
type Gap = Uncovered & { readonly unit: string | null };

/** What is to be said of the gaps of a run: a warning, or in strict mode a failure that names them. */
export interface CoverageVerdict {
  readonly warnings: readonly Warning[];
  readonly errors: readonly Failure[];
}

/** Judges what no run saves and nobody has waived. Promise Says one thing, however many gaps there are. */
export function judgeCoverage(uncovered: readonly Gap[], strict: boolean): CoverageVerdict {
  const gaps = uncovered.filter(({ waived }) => !waived);
  const [first] = gaps;
  if (first === undefined) return { warnings: [], errors: [] };
  if (strict) return { warnings: [], errors: [strictFailure(gaps)] };
  const more = gaps.length === 1 ? '' : ` and ${gaps.length - 1} more`;
  const warning: Warning = {
    code: 'W_UNCOVERED',
    message: `${nameOf(first)}${more}: saved by no run, and waived by nobody`,
    hint: HINT,
  };
  return { warnings: [warning], errors: [] };
}

function strictFailure(gaps: readonly Gap[]): Failure {
  const named = gaps.slice(0, MOST_NAMED).map(nameOf);
  const more = gaps.length > named.length ? ` and ${gaps.length - named.length} more` : '';
  return new KopiDockaError('E_UNCOVERED', `saved by no run, and waived by nobody: ${named.join(', ')}${more}`, {
    hint: HINT,
  }).toFailure();
}

function nameOf({ kind, name, unit }: Gap): string {
  return `${kind} ${name}${unit === null ? '' : ` of ${unit}`}`;
}
