// Finds or gets everything that the build, the tests and the quickstart need. Runs right after a clone, with nothing
// installed; a second run only looks. `--json` prints where the tools are.
import { kopia } from './setup/kopia.mjs';
import { nodeModules } from './setup/node-modules.mjs';
import { systemTools } from './setup/system-tools.mjs';

/**
 * Finds or gets the tools.
 *
 * Shape   → { kopia, dockerd, docker, composePlugin, busybox }, absolute paths
 * Errors  Throws, in one sentence, when something is missing and can not be got.
 * Promise Starts no service and touches no engine. What it fetches lies in the user's cache, outside this tree, or is a
 *         package of the distribution.
 */
export async function setUp() {
  nodeModules();
  const found = await systemTools();
  return { kopia: await kopia(), ...found };
}

if (process.argv[1] === import.meta.filename) {
  try {
    const tools = await setUp();
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(tools)}\n`);
  } catch (error) {
    console.error(`set-up failed: ${error.message}`);
    process.exitCode = 1;
  }
}
