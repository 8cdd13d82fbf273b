import { InputError } from "../../brain/core/errors.ts";
import type { Assertion, Metric } from "../../brain/core/evaluation.ts";
import { membersOf } from "./assertion-set.ts";
import type { Answered, AssertionMeans, Checked } from "./kind.ts";
import { assertionKinds } from "./kinds/index.ts";

/** Failed assertions that are named; the rest are counted. */
const named = 5;

/**
 * The weighted share (0–1) of a case's assertions that pass; `reason` names those that fail. Nothing is said of a case
 * without any, nor of one whose assertions all weigh 0, or could not be checked (see rubric.ts).
 */
export const assertionMetric = (means: AssertionMeans): Metric => ({
  name: "assertions",
  needs: "reply",
  async score(prediction, options = {}) {
    const { reply } = prediction;
    const assertions = prediction.case.assertions?.filter(({ weight }) => weight > 0) ?? [];
    if (reply === undefined || assertions.length === 0) return undefined;
    const { share, failed, checked } = await weigh(assertions, { ...prediction, reply }, means, options);
    if (checked === 0) return undefined;
    if (failed.length === 0) return { score: share, reason: `${checked} of ${assertions.length} hold` };
    const rest = failed.length - named;
    return {
      score: share,
      reason: `failed: ${failed.slice(0, named).join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`,
    };
  },
});

/** `checked` assertions were checked; of none the share says nothing. */
type Weighed = { readonly share: number; readonly failed: readonly string[]; readonly checked: number };

const weigh = async (
  assertions: readonly Assertion[],
  prediction: Answered,
  means: AssertionMeans,
  options: { readonly signal?: AbortSignal },
): Promise<Weighed> => {
  let [passed, total, checked] = [0, 0, 0];
  const failed: string[] = [];
  for (const assertion of assertions) {
    const said = await check(assertion, prediction, means, options);
    if (said === undefined) continue;
    const { holds, found } = said;
    checked++;
    total += assertion.weight;
    if (holds !== assertion.negated) passed += assertion.weight;
    else failed.push(`${assertion.negated ? "not-" : ""}${assertion.type}${found === undefined ? "" : ` (${found})`}`);
  }
  return { share: passed / total, failed, checked };
};

const check = async (
  assertion: Assertion,
  prediction: Answered,
  means: AssertionMeans,
  options: { readonly signal?: AbortSignal },
): Promise<Checked | undefined> => {
  if (assertion.type === "assert-set") {
    const inner = membersOf(assertion).filter(({ weight }) => weight > 0);
    if (inner.length === 0) return { holds: true };
    const { share, failed, checked } = await weigh(inner, prediction, means, options);
    if (checked === 0) return undefined;
    return { holds: share >= (assertion.threshold ?? 1) - rounding, found: failed.join(", ") };
  }
  const kind = assertionKinds[assertion.type];
  // Suites are read by the same table; a run of another version may know other kinds.
  if (kind === undefined)
    throw new InputError({ what: `assertion ${assertion.type} is not known`, where: prediction.case.id });
  return kind.check(assertion, prediction, means, options);
};

/** What adding up weights such as 0.1 may lose. */
const rounding = 1e-9;
