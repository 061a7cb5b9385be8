import type { Check } from '../types.ts';
import { backupFormatCheck } from './backup-format.ts';
import { configCheck } from './config.ts';
import { coverageCheck } from './coverage.ts';
import { engineCheck } from './engine.ts';
import { journalCheck } from './journal.ts';
import { kopiaCheck } from './kopia.ts';
import { lastPointsCheck } from './last-points.ts';
import { lockCheck } from './lock.ts';
import { passwordCheck } from './password.ts';
import { repositoryCheck } from './repository.ts';
import { spaceCheck } from './space.ts';
import { toolsCheck } from './tools.ts';
import { undoCheck } from './undo.ts';
import { volumesCheck } from './volumes.ts';

/** All checks; what others build upon comes first. */
export const CHECKS: readonly Check[] = [
  configCheck,
  passwordCheck,
  toolsCheck,
  engineCheck,
  kopiaCheck,
  repositoryCheck,
  spaceCheck,
  lockCheck,
  journalCheck,
  undoCheck,
  backupFormatCheck,
  volumesCheck,
  coverageCheck,
  lastPointsCheck,
];
