import type { Assertion } from "../../brain/core/evaluation.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import type { AssertionKind, ThresholdRule, ValueRule } from "./kind.ts";
import { assertionKinds, refusedKinds } from "./kinds/index.ts";

/** Something in a suite that cannot be used: where it stands, and what is wrong, in words for its author. */
export type SuiteProblem = { readonly path: readonly (string | number)[]; readonly what: string };

/** What an assertion may hold beside its type and value. `metric` and `description` name it for people and change nothing. */
const knownKeys = ["type", "value", "threshold", "weight", "metric", "description", "assert"];
const mostDeep = 4;

/** An assertion as a suite writes it, or what is wrong with it. Nothing that cannot be checked is taken for passed. */
export const readAssertion = (
  raw: unknown,
  path: SuiteProblem["path"],
  depth = 0,
): { readonly assertion: Assertion } | { readonly problems: readonly SuiteProblem[] } => {
  const refuse = (key: string | undefined, what: string) => ({
    problems: [{ path: key === undefined ? path : [...path, key], what }],
  });
  if (!isObject(raw)) return refuse(undefined, "an assertion is an object with a type");
  const { type: written, value, threshold, weight = 1 } = raw;
  if (typeof written !== "string") return refuse("type", "an assertion needs a type, such as contains");
  const negated = written.startsWith("not-");
  const type = negated ? written.slice("not-".length) : written;
  const extra = Object.keys(raw).find((key) => !knownKeys.includes(key));
  if (extra !== undefined) return refuse(extra, `${written} with ${JSON.stringify(extra)} is not supported`);
  if (typeof weight !== "number" || !(weight >= 0 && weight < Number.POSITIVE_INFINITY))
    return refuse("weight", "weight is a number from 0 up");
  if (threshold !== undefined && (typeof threshold !== "number" || !Number.isFinite(threshold)))
    return refuse("threshold", "threshold is a number");
  const common = { type, negated, weight, ...(threshold !== undefined && { threshold }) };
  if (type === "assert-set") return readSet(raw, common, path, depth);

  const kind = Object.hasOwn(assertionKinds, type) ? assertionKinds[type] : undefined;
  if (kind === undefined) return refuse("type", unknownType(written, type));
  if ("assert" in raw) return refuse("assert", `${written} holds no assertions of its own`);
  const wrongValue = problemOfValue(kind.value, value);
  if (wrongValue !== undefined) return refuse("value", `${written} needs ${wrongValue}`);
  const wrongThreshold = problemOfThreshold(kind.threshold, threshold);
  if (wrongThreshold !== undefined) return refuse("threshold", `${written} ${wrongThreshold}`);
  const assertion: Assertion = { ...common, ...(value !== undefined && value !== null && { value }) };
  const problem = (kind as AssertionKind).problemWith?.(assertion);
  return problem === undefined ? { assertion } : refuse("value", `${written} needs ${problem}`);
};

const readSet = (
  raw: Readonly<Record<string, unknown>>,
  common: Omit<Assertion, "value">,
  path: SuiteProblem["path"],
  depth: number,
): ReturnType<typeof readAssertion> => {
  const inner = raw.assert;
  if (!Array.isArray(inner) || inner.length === 0 || raw.value !== undefined)
    return { problems: [{ path, what: "assert-set holds a list of assertions under assert, and no value" }] };
  if (depth >= mostDeep) return { problems: [{ path, what: `assert-set nests more than ${mostDeep} deep` }] };
  if (common.threshold !== undefined && !(common.threshold >= 0 && common.threshold <= 1))
    return { problems: [{ path: [...path, "threshold"], what: "assert-set takes a threshold from 0 to 1" }] };
  const read = inner.map((each, at) => readAssertion(each, [...path, "assert", at], depth + 1));
  const problems = read.flatMap((each) => ("problems" in each ? each.problems : []));
  if (problems.length > 0) return { problems };
  return { assertion: { ...common, value: read.flatMap((each) => ("assertion" in each ? [each.assertion] : [])) } };
};

const unknownType = (written: string, type: string): string => {
  const reason = Object.hasOwn(refusedKinds, type) ? refusedKinds[type] : undefined;
  if (reason !== undefined) return `${written} is not supported: ${reason}`;
  const names = [...Object.keys(assertionKinds), "assert-set"];
  const near = nearestName(type, names);
  const known = near === undefined ? `known: ${names.join(", ")}, each also as not-…` : `did you mean ${near}?`;
  return `there is no assertion ${JSON.stringify(written.slice(0, 60))}; ${known}`;
};

const problemOfValue = (rule: ValueRule, value: unknown): string | undefined => {
  const isNothing = value === undefined || value === null;
  const isList = Array.isArray(value) && value.length > 0 && value.every(isText);
  switch (rule) {
    case "text":
      return isText(value) ? undefined : "a value that is text or a number";
    case "texts":
      return isList ? undefined : "a value that is a list of texts";
    case "text-or-texts":
      return isText(value) || isList ? undefined : "a value that is text or a list of texts";
    case "optional-texts":
      return isNothing || isText(value) || isList ? undefined : "no value, text or a list of texts";
    case "none":
      return isNothing ? undefined : "no value, only a threshold";
  }
};

const problemOfThreshold = (rule: ThresholdRule, threshold: number | undefined): string | undefined => {
  switch (rule.kind) {
    case "none":
      return threshold === undefined ? undefined : "takes no threshold";
    case "needed":
      return threshold !== undefined && threshold >= 0 ? undefined : `needs a threshold in ${rule.unit}, from 0 up`;
    case "optional":
      if (threshold === undefined || (threshold >= 0 && threshold <= (rule.most ?? threshold))) return undefined;
      return `takes a threshold from 0 ${rule.most === undefined ? "up" : `to ${rule.most}`}`;
  }
};

const isText = (value: unknown): boolean =>
  (typeof value === "string" && value !== "") || (typeof value === "number" && Number.isFinite(value));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
