import type { OutputCheck } from "../../brain/core/ports.ts";
import type { OutputVerdict } from "../../brain/core/turn.ts";
import { visibleTail } from "../visible-tail.ts";

/** How much of what was shown is read along, in visible units: the longest phrase over a border is far shorter. */
const longestContext = 240;

/**
 * Checks the new text together with the end of what was shown, so that nothing slips through between the two. `check`
 * gets both as one text and the index at which the new part begins; the span it gives is brought back to the new part.
 */
export const inContext = (
  { text, shown }: Pick<OutputCheck, "text" | "shown">,
  check: (both: string, from: number) => OutputVerdict,
): OutputVerdict => {
  const context = contextOf(shown);
  const verdict = check(context + text, context.length);
  if (verdict.action === "allow" || verdict.span === undefined) return verdict;
  const [start, end] = verdict.span;
  return { ...verdict, span: [Math.max(0, start - context.length), Math.max(0, end - context.length)] };
};

/** Whole words only: half a word could read as another one. */
function contextOf(shown: string): string {
  const from = visibleTail(shown, longestContext);
  if (from === 0) return shown;
  const tail = shown.slice(from);
  const space = tail.search(/\s/);
  return space === -1 ? tail : tail.slice(space);
}
