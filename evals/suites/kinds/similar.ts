import { dot } from "../../../brain/text/similarity.ts";
import { type AssertionKind, textsOf } from "../kind.ts";

/** A cosine of at least `threshold` to one of the texts. `not-similar` demands it of none. */
export const similar: AssertionKind = {
  value: "text-or-texts",
  threshold: { kind: "optional", otherwise: 0.75, most: 1 },
  async check(assertion, { reply }, { embedder }, options) {
    const texts = textsOf(assertion);
    const vectors = await embedder.embed([reply.text, ...texts], options);
    const dimensions = vectors.length / (texts.length + 1);
    const row = (at: number) => vectors.subarray(at * dimensions, (at + 1) * dimensions);
    const best = Math.max(...texts.map((_, at) => dot(row(0), row(at + 1))));
    return { holds: best >= (assertion.threshold ?? 0.75), found: best.toFixed(2) };
  },
};
