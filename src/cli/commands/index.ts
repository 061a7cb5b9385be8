import type { AddCommand } from '../command.ts';
import { addBackup } from './backup.ts';
import { addList } from './list.ts';
import { addRecover } from './recover.ts';
import { addRestore } from './restore.ts';
import { addUndo } from './undo.ts';
import { addUnits } from './units.ts';
import { addVersion } from './version.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly AddCommand[] = [
  addBackup,
  addRestore,
  addUndo,
  addList,
  addUnits,
  addRecover,
  addVersion,
];
