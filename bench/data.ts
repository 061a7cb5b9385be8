import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MiB = 1024 * 1024;

/** How much lies in the volume: one large file and many small ones. */
export interface Size {
  readonly largeMiB: number;
  readonly files: number;
}

/** 1 GiB at scale 1: one file of 600 MiB, 4,000 of 100 KiB. */
export function sizeOf(scale: number): Size {
  return { largeMiB: Math.max(1, Math.round(600 * scale)), files: Math.max(40, Math.round(4000 * scale)) };
}

/** Fills the volume with bytes that can not be compressed. */
export function fill(folder: string, size: Size): void {
  const large = openSync(join(folder, 'large'), 'w');
  for (let n = 0; n < size.largeMiB; n += 1) writeSync(large, randomBytes(MiB));
  closeSync(large);
  for (let n = 0; n < size.files; n += 1) {
    if (n % 100 === 0) mkdirSync(join(folder, String(n / 100)), { recursive: true });
    writeFileSync(smallFile(folder, n), randomBytes(100 * 1024));
  }
}

/** Changes 1 %: of the large file six pieces of 1 MiB in place, of the small ones each hundredth. */
export function change(folder: string, size: Size): void {
  const large = openSync(join(folder, 'large'), 'r+');
  for (let n = 0; n < 6; n += 1) writeSync(large, randomBytes(MiB), 0, MiB, Math.floor((n * size.largeMiB) / 6) * MiB);
  closeSync(large);
  for (let n = 0; n < size.files; n += 100) writeFileSync(smallFile(folder, n), randomBytes(100 * 1024));
}

function smallFile(folder: string, n: number): string {
  return join(folder, String(Math.floor(n / 100)), `${n}`);
}
