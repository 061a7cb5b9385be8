/**
 * One call to the engine.
 *
 * Units   `deadlineMs` covers one attempt, from the connection to the last byte of the answer.
 */
export interface EngineCall {
  /** What is tried, for messages: `stopping the container web`. */
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Made of constants and of names that went through `checkedName`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly tar?: Buffer;
  readonly deadlineMs: number;
  /** Statuses that are an answer; any other is E_DOCKER. */
  readonly expect: readonly number[];
  /** How often a call with a lost reply is made again: 3 unless told otherwise, 0 for what must not happen twice. */
  readonly retries?: number;
}

/** What the engine answered; `body` is parsed JSON, or the text itself when it is none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
