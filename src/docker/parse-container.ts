import * as z from 'zod';
import { count, flag, text, textByName, texts } from './lenient.ts';
import { parseMounts } from './parse-mounts.ts';
import type { Container, ContainerState, RawInspect } from './types.ts';

const Inspect = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: text,
  RestartCount: count,
  State: z.object({
    Status: text,
    Running: flag,
    StartedAt: text,
    Health: z.object({ Status: text }).nullish(),
  }),
  Config: z.object({
    Image: text,
    Labels: textByName,
    StopTimeout: z.number().nullish(),
    Healthcheck: z.object({ Test: texts }).nullish(),
  }),
  HostConfig: z.object({
    AutoRemove: flag,
    RestartPolicy: z.object({ Name: text }).nullish(),
    NetworkMode: text,
    PidMode: text,
    IpcMode: text,
    VolumesFrom: texts,
  }),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

const STATES: readonly string[] = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];

/**
 * Reads the engine's inspect answer for a container.
 *
 * Errors  A ZodError when it is no container at all; unknown and null fields are no error.
 * Promise A state that nobody knows counts as running when the engine says that it runs, so that it is stopped before a read.
 */
export function parseContainer(answer: unknown): Container {
  const { Id, Name, Image, RestartCount, State, Config, HostConfig, NetworkSettings } = Inspect.parse(answer);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    imageId: Image,
    state: parseState(State.Status, State.Running),
    startedAt: State.StartedAt,
    restartCount: RestartCount,
    restartPolicy: HostConfig.RestartPolicy?.Name ?? '',
    autoRemove: HostConfig.AutoRemove,
    hasHealthcheck: isHealthcheck(Config.Healthcheck?.Test ?? []),
    health: parseHealth(State.Health?.Status ?? ''),
    stopTimeout: Config.StopTimeout ?? null,
    labels: Config.Labels,
    mounts: parseMounts(answer),
    networks: Object.keys(NetworkSettings?.Networks ?? {}).sort(),
    joins: [HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode].flatMap(joined),
    volumesFrom: HostConfig.VolumesFrom.map((from) => from.split(':')[0] ?? ''),
    raw: answer as RawInspect,
  };
}

function parseState(status: string, running: boolean): ContainerState {
  if (STATES.includes(status)) return status as ContainerState;
  return running ? 'running' : 'exited';
}

/** `NONE` switches a health check of the image off. */
function isHealthcheck(test: readonly string[]): boolean {
  return test.length > 0 && test[0] !== 'NONE';
}

function parseHealth(status: string): Container['health'] {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : null;
}

function joined(mode: string): string[] {
  return mode.startsWith('container:') ? [mode.slice('container:'.length)] : [];
}

const Process = z.object({ State: z.object({ ExitCode: count, OOMKilled: flag, Pid: count }) });

/** How a container ended, and its first process while it runs (`pid` is 0 otherwise). */
export function parseProcess(answer: RawInspect): {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly pid: number;
} {
  const { ExitCode, OOMKilled, Pid } = Process.parse(answer).State;
  return { exitCode: ExitCode, oomKilled: OOMKilled, pid: Pid };
}
