import type { Command } from 'commander';
import type { Session } from './session.ts';

/** What a command does once its words are parsed: arguments as commander gives them, flags still to be checked. */
export type Run = (session: Session, args: readonly unknown[], options: unknown) => Promise<number>;

/** Turns a run into a commander action. */
export type Act = (run: Run) => (...given: unknown[]) => Promise<void>;

/** Adds one command to its parent. */
export type AddCommand = (parent: Command, act: Act) => void;
