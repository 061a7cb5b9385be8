import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identify } from '../../../src/host/process-id.ts';
import { openJournal } from '../../../src/journal/journal.ts';
import { type CliResult, type LabHost, newHost, runCli } from '../../lab/cli.ts';
import { type ComposeProject, composeProject } from '../../lab/compose.ts';
import { LAB_IMAGE } from '../../lab/image.ts';
import { sharedEngine } from '../../lab/shared.ts';

const engine = sharedEngine();
let host: LabHost;

const repository = () => join(host.home, 'repository');
const doctor = (env: Readonly<Record<string, string>> = {}) => runCli(host, ['doctor', '--json'], { env });

/** The findings of one check, as `severity message`. */
function of(result: CliResult, check: string): readonly string[] {
  const findings: readonly { check: string; severity: string; message: string }[] = result.json.findings;
  return findings.filter((finding) => finding.check === check).map(({ severity, message }) => `${severity} ${message}`);
}

describe('doctor on a host where nothing has run yet', () => {
  beforeEach(() => {
    host = newHost(engine);
  });
  afterEach(() => host.dispose());

  it('finds nothing wrong, makes nothing, and says what the first backup will make', async () => {
    const result = await doctor();
    expect(result.exitCode).toBe(0);
    expect(result.json).toMatchObject({ schema: 'kopi-docka/doctor/1', healthy: true });
    expect(existsSync(host.home)).toBe(false);
    expect(readdirSync(host.userHome)).toEqual(['.docker']);
    expect(of(result, 'backup format')).toEqual(['ok Backup format: direct']);
    expect(of(result, 'engine')[0]).toMatch(/^ok Docker \d+\.\d+\S*, API 1\.\d+, at unix:/);
    expect(of(result, 'kopia')[0]).toMatch(/^ok kopia 0\.\d+\.\d+ at /);
    expect(of(result, 'repository')[0]).toMatch(/^info there is no repository yet/);
    expect(of(result, 'lock')).toEqual(['ok no run is under way']);
    expect(of(result, 'journal')).toEqual(['ok no run was cut off']);
  });

  it('does not mind the empty folder that somebody has made for the repository', async () => {
    mkdirSync(repository(), { recursive: true });
    expect((await doctor()).exitCode).toBe(0);
    expect(readdirSync(host.home)).toEqual(['repository']);
    expect(readdirSync(repository())).toEqual([]);
  });

  it.each([
    ['no engine', { DOCKER_HOST: 'unix:///nowhere/docker.sock' }, 6, 'engine'],
    ['no kopia', { KOPI_DOCKA_KOPIA: '/nowhere/kopia' }, 5, 'kopia'],
  ])('ends with the right code where there is %s, and looks at all else', async (_, env, exitCode, check) => {
    const result = await doctor(env);
    expect(result.exitCode).toBe(exitCode);
    expect(result.json).toMatchObject({ healthy: false, exitCode });
    expect(of(result, check)[0]).toMatch(/^error /);
    expect(of(result, 'tools')).toHaveLength(1);
  });
});

describe('doctor on a host with a backup', () => {
  const name = 'doctor-shop';
  let project: ComposeProject;
  let before: CliResult;
  const password = () => join(host.home, 'repository.password');

  beforeAll(async () => {
    host = newHost(engine);
    const service = { image: LAB_IMAGE, network_mode: 'none', volumes: ['data:/data'] };
    const text = JSON.stringify({ services: { app: service }, volumes: { data: {} } });
    project = composeProject(engine, name, { 'compose.yaml': text });
    await project.up();
    before = await doctor();
    await runCli(host, ['backup', name]);
  });
  afterAll(async () => {
    await project.dispose();
    host.dispose();
  });
  afterEach(async () => {
    expect((await doctor()).exitCode).toBe(0);
  });

  it('tells the age of the last point of each unit', async () => {
    expect(of(before, 'last point')).toContain(`warning ${name} was never saved`);
    const well = await doctor();
    expect(of(well, 'last point')).toContain(`ok the last whole restore point of ${name} is less than an hour old`);
    expect(of(well, 'repository')[0]).toMatch(/^ok the filesystem repository .* opens, as .+@.+/);
  });

  it('warns of a password that others may read, and knows a wrong one', async () => {
    chmodSync(password(), 0o644);
    expect(of(await doctor(), 'password')[0]).toMatch(/^warning others may read/);
    chmodSync(password(), 0o600);

    renameSync(password(), `${password()}.kept`);
    writeFileSync(password(), 'quite another one', { mode: 0o600 });
    expect((await doctor()).exitCode).toBe(12);
    renameSync(`${password()}.kept`, password());
  });

  it('misses a repository that is gone, also where an empty mount point is left', async () => {
    renameSync(repository(), `${repository()}.gone`);
    expect((await doctor()).exitCode).toBe(10);
    mkdirSync(repository());
    expect((await doctor()).exitCode).toBe(10);
    rmSync(repository(), { recursive: true });
    renameSync(`${repository()}.gone`, repository());
  });

  it('names the containers that a dead run has left down, until recover has brought them back', async () => {
    const [container] = await project.containers();
    const inspect = await engine.call('GET', `/containers/${container?.id}/json`);
    const self = identify(process.pid);
    if (self === null) throw new Error('no /proc');
    const journal = openJournal(join(host.home, 'state'), {
      runId: 'dead',
      command: 'backup',
      process: { ...self, pid: 4_000_000 },
      engineId: (await engine.call('GET', '/info')).ID,
      at: new Date().toISOString(),
      tool: 'kopi-docka/test',
    });
    const { Id: id, Name, State } = inspect;
    const member = { id, name: Name.slice(1), startedAt: State.StartedAt };
    journal.write({ t: 'take', unit: name, how: 'stop', order: 0, inspect, ...member });
    await project.compose('stop', '--timeout', '1');

    const sick = await doctor();
    expect(sick.exitCode).toBe(20);
    expect(of(sick, 'journal')[0]).toContain(`had stopped ${name}-app-1`);
    expect((await runCli(host, ['recover'])).exitCode).toBe(0);
    expect((await project.containers())[0]?.state).toBe('running');
  });
});
