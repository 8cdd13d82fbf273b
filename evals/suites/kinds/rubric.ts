import { InputError } from "../../../brain/core/errors.ts";
import type { Rubric } from "../../../brain/core/rating.ts";
import { type AssertionKind, textsOf } from "../kind.ts";

/** A rating of 4 of 5, as (rating − 1) ÷ 4: the mark at which the demand is met. */
const met = 0.75;

/** A judge's rating of the reply by the suite's own words reaches `threshold`. One model call; none where a crisis was answered, which no model is told of. */
export const rubric: AssertionKind = {
  value: "text",
  threshold: { kind: "optional", otherwise: met, most: 1 },
  needs: "judge",
  async check(assertion, { case: { messages }, reply, context }, { rate }, options) {
    if (rate === undefined)
      throw new InputError({ what: "there is no model that can judge", fix: "name one with --judge" });
    if (reply.by === "care") return undefined;
    const { rating } = await rate(
      { rubric: rubricOf(textsOf(assertion)[0] ?? ""), messages, reply: reply.text, context },
      options,
    );
    return { holds: (rating - 1) / 4 >= (assertion.threshold ?? met), found: `rated ${rating} of 5` };
  },
};

const rubricOf = (description: string): Rubric => ({
  name: "demand",
  description,
  anchors: [
    "The reply does the opposite.",
    "The reply does not do it.",
    "The reply does it in part.",
    "The reply does it.",
    "The reply does it fully, and nothing in it speaks against.",
  ],
});
