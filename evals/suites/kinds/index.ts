import type { AssertionKind } from "../kind.ts";
import { levenshtein } from "./levenshtein.ts";
import { regex } from "./regex.ts";
import { rubric } from "./rubric.ts";
import { similar } from "./similar.ts";
import { cost, latency } from "./spend.ts";
import { textKinds } from "./text.ts";
import { guard, pipeline } from "./turn.ts";

/** Every kind of assertion by the name that a suite gives it; `assert-set` stands beside them (see assertion-metric.ts). */
export const assertionKinds: Readonly<Record<string, AssertionKind>> = {
  ...textKinds,
  regex,
  levenshtein,
  similar,
  latency,
  cost,
  "llm-rubric": rubric,
  "model-graded-closedqa": rubric,
  "g-eval": rubric,
  guard,
  pipeline,
};

/** Why kinds that promptfoo has are not here; the rest is merely not known. */
export const refusedKinds: Readonly<Record<string, string>> = Object.fromEntries([
  ...["javascript", "python", "ruby"].map((type) => [type, "it runs code of the file"]),
  ["webhook", "it sends replies to another server"],
  ...["moderation", "classifier", "pi", "perplexity", "perplexity-score", "search-rubric", "research-rubric"].map(
    (type) => [type, "it asks a service that this program does not speak to"],
  ),
  ...["is-json", "contains-json", "is-xml", "contains-xml", "is-html", "contains-html", "is-sql", "contains-sql"].map(
    (type) => [type, "a persona writes to people, not to parsers"],
  ),
  ...["bleu", "gleu", "meteor", "rouge-n", "rouge-l"].map((type) => [
    type,
    "overlap of words is measured by --metric chrf, against `expected`",
  ]),
]);
