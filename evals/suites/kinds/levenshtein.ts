import { type AssertionKind, textsOf } from "../kind.ts";

/** Longest text compared, in UTF-16 units: the work grows with the product of both lengths. */
const longest = 5000;

/** At most `threshold` insertions, deletions and substitutions of characters away from a text. */
export const levenshtein: AssertionKind = {
  value: "text",
  threshold: { kind: "optional", otherwise: 5 },
  problemWith: (assertion) =>
    (textsOf(assertion)[0]?.length ?? 0) > longest ? `a text of at most ${longest} characters` : undefined,
  check: (assertion, { reply }) => {
    const edits =
      distance(reply.text.slice(0, longest), textsOf(assertion)[0] ?? "") + Math.max(0, reply.text.length - longest);
    return { holds: edits <= (assertion.threshold ?? 5), found: `${edits} edits` };
  },
};

/** Edit distance in one row of the table (Wagner and Fischer 1974). */
const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let l = 1; l <= left.length; l++) {
    const next = [l];
    for (let r = 1; r <= right.length; r++) {
      const kept = (row[r - 1] ?? 0) + (left[l - 1] === right[r - 1] ? 0 : 1);
      next.push(Math.min(kept, (row[r] ?? 0) + 1, (next[r - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};
