import { KopiDockaError } from '../errors.ts';
import { run } from '../host/run.ts';
import { commandLine } from '../host/text.ts';
import type { EngineLink } from './engine-link.ts';
import type { ComposeUp } from './plan-compose-up.ts';

const DEADLINE_MS = 120_000;

/** What the docker command reads besides the address of the engine: where Compose is, and the keys of a remote engine. */
const PASSED_ON = ['DOCKER_CONFIG', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'];

/**
 * Lets Compose make a removed container again and start it.
 *
 * Errors  E_DOCKER with the command for the user to type, when Compose is missing or refuses, or when it made something else.
 */
export async function composeUp(up: ComposeUp, container: string, link: EngineLink): Promise<void> {
  const { endpoint } = await link.call((engine) => engine.info());
  const set = PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const env = { ...Object.fromEntries(set), DOCKER_HOST: endpoint };
  const failure = await run('docker', up.args, { env, timeoutMs: DEADLINE_MS }).then(
    ({ exitCode, stderr }) => (exitCode === 0 ? null : (stderr.trim().split('\n').at(-1) ?? `exit ${exitCode}`)),
    (thrown: KopiDockaError) => thrown.message,
  );
  const made = await link.call((engine) => engine.inspect(container));
  if (made?.state === 'running') return;
  const why = failure ?? 'Compose did not bring it up';
  throw new KopiDockaError(
    'E_DOCKER',
    `it was removed meanwhile (${why}); type: ${commandLine(['docker', ...up.args])}`,
  );
}
