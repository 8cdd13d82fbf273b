import type { Metric } from "../../brain/core/evaluation.ts";

const longestGram = 6;

/**
 * chrF of a reply against a reference, 0–1 (Popović 2015, WMT, p. 392): with P and R the precision and recall of character
 * n-grams, averaged over those n of 1–6 that both texts reach, (1 + β²)·P·R ÷ (β²·P + R). β = 2: recall weighs double.
 * White space does not count. As sacrebleu 2 computes it by default.
 */
export const chrf = (
  reply: string,
  reference: string,
  { beta = 2, whitespace = false }: { readonly beta?: number; readonly whitespace?: boolean } = {},
): number => {
  const read = (text: string) => [...(whitespace ? text.trim() : text.replace(/\s+/gu, ""))];
  const [ours, theirs] = [read(reply), read(reference)];
  const orders = Math.min(longestGram, ours.length, theirs.length);
  let [precision, recall] = [0, 0];
  for (let n = 1; n <= orders; n++) {
    const shared = sharedGrams(ours, theirs, n);
    precision += shared / (ours.length - n + 1) / orders;
    recall += shared / (theirs.length - n + 1) / orders;
  }
  const square = beta * beta;
  return precision + recall === 0 ? 0 : ((1 + square) * precision * recall) / (square * precision + recall);
};

/** chrF of the reply against what the client replied; nothing where that is not known, or the reply was a fixed one. */
export const chrfMetric = (): Metric => ({
  name: "chrf",
  needs: "reply",
  score: ({ case: { expected }, reply, isFixed }) =>
    isFixed || reply === undefined || expected === undefined
      ? undefined
      : { score: chrf(reply.text, expected), reason: "character n-grams shared with the client's reply" },
});

const sharedGrams = (ours: readonly string[], theirs: readonly string[], n: number): number => {
  const left = new Map<string, number>();
  for (let at = 0; at + n <= ours.length; at++) {
    const gram = ours.slice(at, at + n).join("");
    left.set(gram, (left.get(gram) ?? 0) + 1);
  }
  let shared = 0;
  for (let at = 0; at + n <= theirs.length; at++) {
    const gram = theirs.slice(at, at + n).join("");
    const count = left.get(gram) ?? 0;
    if (count === 0) continue;
    shared++;
    left.set(gram, count - 1);
  }
  return shared;
};
