import { LmError } from "../core/errors.ts";
import type { DemoSelector } from "../core/ports.ts";

export type NextSelector = {
  /** `provider:model` of its embedder. */
  readonly lm: string;
  /** Called once, when it is first needed. */
  open(): Promise<DemoSelector>;
};

/**
 * The demos of `first`; where its embedder fails, of the next one, which has vectors of its own. Each is tried anew at every
 * turn. @throws {LmError} aborted, over-budget, and what the last one throws
 */
export const selectInLine = (
  first: { readonly lm: string; readonly selector: DemoSelector },
  others: readonly NextSelector[],
): DemoSelector => {
  const [next, ...rest] = others;
  if (next === undefined) return first.selector;
  let opening: Promise<DemoSelector> | undefined;
  const opened = async (): Promise<DemoSelector> => {
    opening ??= next.open();
    try {
      return selectInLine({ lm: next.lm, selector: await opening }, rest);
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    async select(query) {
      try {
        return await first.selector.select(query);
      } catch (error) {
        if (!(error instanceof LmError) || error.code === "aborted" || error.code === "over-budget") throw error;
        query.onDecision?.({ lm: next.lm, decision: "failed-over", reason: error.message });
        return (await opened()).select(query);
      }
    },
  };
};
