import type { DoctorContext } from './types.ts';

/** The same context, where the engine is looked over and the repository listed only once, whatever number of checks ask. */
export function once(context: DoctorContext): DoctorContext {
  let discovery: ReturnType<DoctorContext['discover']> | null = null;
  let points: ReturnType<DoctorContext['points']> | null = null;
  return {
    ...context,
    discover() {
      discovery ??= context.discover();
      return discovery;
    },
    points() {
      points ??= context.points();
      return points;
    },
  };
}
