import type { ComparisonQuestion, PreferReply } from "../../brain/core/rating.ts";

/** What two askings say of two replies: a judge that goes by the place and not by the reply makes a tie. */
export type PairOutcome = {
  readonly better: "first" | "second" | "tie";
  /** False where the two orders gave different answers: the share of such pairs tells how far the judge goes by place. */
  readonly consistent: boolean;
};

/**
 * Asks which of two replies is better, once in each order (Zheng et al. 2023, arXiv 2306.05685, section 3.4). Two calls.
 * A reply wins where both askings name it. @throws {LmError}
 */
export const compareBothOrders = async (
  prefer: PreferReply,
  question: ComparisonQuestion,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PairOutcome> => {
  if (question.first === question.second) return { better: "tie", consistent: true };
  const straight = (await prefer(question, options)).better;
  const answer = (await prefer({ ...question, first: question.second, second: question.first }, options)).better;
  const swapped = answer === "first" ? "second" : answer === "second" ? "first" : "neither";
  const consistent = straight === swapped;
  return { better: consistent && straight !== "neither" ? straight : "tie", consistent };
};
