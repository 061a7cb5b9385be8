import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'kd-unit-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Makes a fresh folder, removed with all others when the test file is done. */
export function temporaryFolder(): string {
  return mkdtempSync(join(root, 't-'));
}
