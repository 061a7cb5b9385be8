import type { ContentExchange, SwapStep } from './types.ts';

/** A step that exchanges the content of a folder instead of the folder. */
export type ContentStep = SwapStep & { readonly content: ContentExchange };

export function hasContent(step: SwapStep): step is ContentStep {
  return step.content !== undefined;
}

/** Where the old content is gathered until all of it is there; then it is renamed to `old`. */
export function partialOf(old: string): string {
  return `${old}.partial`;
}

/** The step with the paths at which it is reached now. */
export function reachedAt<Step extends SwapStep>(step: Step, real: (path: string) => string): Step {
  return { ...step, live: real(step.live), fresh: real(step.fresh), old: real(step.old) };
}
