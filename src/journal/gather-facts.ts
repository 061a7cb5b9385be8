import { existsSync, realpathSync } from 'node:fs';
import type { Engine } from '../docker/types.ts';
import { asKopiDockaError } from '../errors.ts';
import { isWithin } from '../host/mounts.ts';
import { identify, isAlive } from '../host/process-id.ts';
import { reachedAt } from './content-step.ts';
import type { EngineLink } from './engine-link.ts';
import { findClash } from './exchange-content.ts';
import type { HeldVolumes } from './held-volumes.ts';
import { needsEngine, type Outstanding } from './outstanding.ts';
import type { TakenNow } from './plan-give-back.ts';
import type { RecoveryFacts } from './plan-recovery.ts';
import type { DeadJournal } from './read-journal.ts';
import { stateOf } from './roll-back.ts';
import type { SwapStep } from './types.ts';

type Running = Awaited<ReturnType<Engine['running']>>;

/**
 * Looks at everything that recovery of one run depends on.
 *
 * Shape   `volumes` gets to hold the volumes in which something is open
 * Errors  As the engine's, when it is needed.
 */
export async function gatherFacts(
  dead: DeadJournal,
  open: Outstanding,
  link: EngineLink,
  volumes: HeldVolumes,
): Promise<RecoveryFacts> {
  const taken = new Map<string, TakenNow>();
  for (const { id, name } of open.takes) taken.set(id, await link.call((engine) => lookFor(engine, id, name)));
  const steps = open.swaps.flatMap((swap) => swap.steps);
  const running = steps.length > 0 ? await link.call((engine) => engine.running()) : [];
  const users = new Map(steps.map((step) => [step.live, findUser(running, step)]));
  const engineId = await askForId(open, link);
  const unheld = engineId === dead.header.engineId ? await holdVolumes(open, link, volumes) : new Map<string, string>();
  return {
    engineId,
    rebooted: hasRebooted(dead),
    journal: dead.path,
    exists: existsSync,
    isAlive: (child) => isAlive(child.process),
    taken: (take) => taken.get(take.id) ?? { same: null, sameName: null },
    at: (path) => stateOf(volumes.real(path)),
    clashOf: (step) => findClash(reachedAt(step, (path) => volumes.real(path))),
    unreachable: (path) => [...unheld].find(([live]) => isWithin(path, live))?.[1] ?? null,
    userOf: (live) => users.get(live) ?? null,
  };
}

/** True when the host has started anew since the run began. */
export function hasRebooted({ header }: DeadJournal): boolean {
  return identify(process.pid)?.bootId !== header.process.bootId;
}

async function askForId(open: Outstanding, link: EngineLink): Promise<string | null> {
  if (!needsEngine(open) && !(await link.answers())) return null;
  return (await link.call((engine) => engine.info())).id;
}

/** Why a volume can not be held, by the path it goes by. One that is gone took what was open in it along. */
async function holdVolumes(
  { held }: Outstanding,
  link: EngineLink,
  volumes: HeldVolumes,
): Promise<ReadonlyMap<string, string>> {
  const unheld = new Map<string, string>();
  for (const [live, volume] of held) {
    try {
      const found = await link.call((engine) => engine.inspectVolume(volume));
      if (found !== null) await volumes.hold(volume, live);
    } catch (thrown) {
      unheld.set(live, asKopiDockaError(thrown).message);
    }
  }
  return unheld;
}

async function lookFor(engine: Engine, id: string, name: string): Promise<TakenNow> {
  const same = await engine.inspect(id);
  return { same, sameName: same === null ? await engine.inspect(name) : null };
}

/** A running container that has the volume mounted, or a path at or below `live`; a mount of a parent sees a move as it is. */
function findUser(running: Running, step: SwapStep): string | null {
  const user = running.find(({ mounts }) =>
    mounts.some(
      ({ type, name, source }) =>
        isWithin(resolved(source), step.live) || (step.kind === 'volume' && type === 'volume' && name === step.name),
    ),
  );
  return user?.name ?? null;
}

/** The engine gives the source of a bind as it was typed. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
