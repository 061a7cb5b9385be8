// npm test: set-up, build, then all tests; more arguments go to vitest. Ends with one line: N passed, N failed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'kd-test-'));
const report = join(scratch, 'report.json');

try {
  const isReady = run('scripts/setup.mjs') && run('scripts/build.mjs');
  const status = isReady ? runVitest(process.argv.slice(2)) : 1;
  const { passed, failed, skipped } = count(status);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function run(script) {
  return spawnSync(process.execPath, [script], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** What tests forget in the folder for temporary files goes with ours; the lab itself lies beside it and cleans up alone. */
function runVitest(args) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...process.env, TMPDIR: scratch, KOPI_DOCKA_LAB: process.env.KOPI_DOCKA_LAB ?? tmpdir() };
  const stdio = ['ignore', 'inherit', 'inherit'];
  return spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root, env, stdio }).status;
}

/** A file that did not load, and an error outside of any test, are failures too. */
function count(status) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = numFailedTests + broken.length;
  return {
    passed: numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}
