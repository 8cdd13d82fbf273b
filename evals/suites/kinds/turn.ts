import { type AssertionKind, noThreshold, textsOf } from "../kind.ts";

/** A guard found one of these categories (of any, where none is named), in the message or in what the model wrote. */
export const guard: AssertionKind = {
  value: "optional-texts",
  threshold: noThreshold,
  check: (assertion, { verdicts }) => {
    const wanted = textsOf(assertion);
    const found = [...new Set(verdicts.map(({ category, guard }) => category ?? guard))];
    const holds = wanted.length === 0 ? found.length > 0 : found.some((category) => wanted.includes(category));
    return { holds, found: found.length === 0 ? "no verdict" : found.join(", ") };
  },
};

/** The turn went by one of these pipelines. */
export const pipeline: AssertionKind = {
  value: "text-or-texts",
  threshold: noThreshold,
  check: (assertion, prediction) => ({
    holds: textsOf(assertion).includes(prediction.pipeline),
    found: prediction.pipeline,
  }),
};
