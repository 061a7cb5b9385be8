import type { AddCommand } from '../command.ts';
import { addBackup } from './backup.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { addList } from './list.ts';
import { addPin, addUnpin } from './pin.ts';
import { addRecover } from './recover.ts';
import { addRepository } from './repository.ts';
import { addRestore } from './restore.ts';
import { addShow } from './show.ts';
import { addUndo } from './undo.ts';
import { addUnits } from './units.ts';
import { addVerify } from './verify.ts';
import { addVersion } from './version.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly AddCommand[] = [
  addBackup,
  addRestore,
  addUndo,
  addList,
  addShow,
  addPin,
  addUnpin,
  addUnits,
  addDoctor,
  addRecover,
  addVerify,
  addRepository,
  addConfig,
  addVersion,
];
