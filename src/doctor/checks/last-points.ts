import type { Point } from '../../points/types.ts';
import { ageText } from '../age-text.ts';
import { isNotYetMade } from '../is-fresh.ts';
import { ok, warning } from '../observations.ts';
import type { Check, DoctorContext, Observation } from '../types.ts';

/** A day, and what a nightly run may take longer once. */
const LATE_MS = 26 * 3_600_000;

/** How old the newest whole restore point of each unit is. */
export const lastPointsCheck: Check = {
  name: 'last point',
  async run(context) {
    const { units } = await context.discover();
    const { user, host } = context.identity;
    const all = await pointsSoFar(context);
    const ours = all.filter((point) => point.host === host && point.user === user);
    const enabled = units.filter((unit) => unit.rules.enabled);
    return enabled.map(({ name }) =>
      judge(
        name,
        ours.filter((point) => point.unit === name),
        Date.now(),
      ),
    );
  },
};

async function pointsSoFar(context: DoctorContext): Promise<readonly Point[]> {
  try {
    return await context.points();
  } catch (cause) {
    if (isNotYetMade(context, cause)) return [];
    throw cause;
  }
}

function judge(unit: string, points: readonly Point[], now: number): Observation {
  const fix = `kopi-docka backup ${unit}`;
  const [newest] = points.toSorted((a, b) => Date.parse(b.time) - Date.parse(a.time));
  if (newest === undefined) return warning(`${unit} was never saved`, fix);
  const whole = points.filter((point) => point.sealed && point.complete).map((point) => Date.parse(point.time));
  if (whole.length === 0) return warning(`${unit} has no whole restore point`, fix);
  const age = now - Math.max(...whole);
  const last = `the last whole restore point of ${unit} is ${ageText(age)} old`;
  if (age > LATE_MS) return warning(last, fix);
  const isWhole = newest.sealed && newest.complete;
  return isWhole ? ok(last) : warning(`${last}; the newest one is not whole`, `kopi-docka show ${newest.id}`);
}
