import { allow } from "../../brain/core/turn.ts";
import { inContext } from "../output/in-context.ts";
import { type ReadText, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";

/** First [start, end) of a match in a text, in UTF-16 units; `undefined` where there is none that reaches past `after`. */
export type FindPattern = (text: string, after: number) => readonly [number, number] | undefined;

/**
 * Blocks replies that match one of the operator's patterns, as written or in a folded reading. The patterns come
 * compiled by an engine of linear time: one of the platform's own could take minutes for thirty characters.
 */
export const operatorPatterns = (
  category: string,
  patterns: readonly FindPattern[],
  { read = readText }: { readonly read?: ReadText } = {},
): StreamGuard => ({
  name: category,
  near: true,
  check: (output) =>
    inContext(output, (text, from) => {
      for (const [at, find] of patterns.entries()) {
        const span = find(text, from) ?? inReadings(find, text, from, read);
        if (span === undefined) continue;
        const reason = "matches a pattern that the policy forbids";
        return { action: "block", guard: category, category, reason, span, source: `patterns[${at}]` };
      }
      return allow;
    }),
});

function inReadings(
  find: FindPattern,
  text: string,
  from: number,
  read: ReadText,
): readonly [number, number] | undefined {
  for (const { view } of read(text)) {
    // Of plain text the folded reading is the text in small letters, and the patterns look at no case.
    if (view.text.length === text.length && view.text === text.toLowerCase()) continue;
    let after = 0;
    while (after < view.text.length && (view.ends[after] ?? 0) <= from) after++;
    const found = find(view.text, after);
    if (found === undefined) continue;
    return [view.starts[found[0]] ?? 0, view.ends[found[1] - 1] ?? text.length];
  }
  return undefined;
}
