import type { z } from "zod";
import { nearestName } from "../brain/text/nearest-name.ts";
import { looksSecret } from "./looks-secret.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** One thing that a file holds and should not, or should hold and does not. */
export type Problem = {
  readonly path: Path;
  readonly found: string;
  readonly expected: string;
  /** True where the problem is the key at the end of `path`, not its value. */
  readonly isKey: boolean;
};

/**
 * What a zod issue says, in the words of the person who wrote the file. The issue must come from a parse with
 * `reportInput`. Values are told by their kind only; `showValues` adds numbers and single words that do not look like
 * a key, for files that hold settings, not anybody's messages.
 */
export const describeIssue = (issue: Issue, { showValues = false } = {}): readonly Problem[] => {
  const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], found: "an unknown key", expected: "", isKey: true }));
  }
  if (issue.code === "invalid_union") {
    // The branch that got furthest is the one that was meant.
    const depth = (branch: readonly Issue[]) => Math.max(...branch.map(({ path: inner }) => inner.length));
    const meant = issue.errors
      .filter((branch) => branch.every((inner) => !isWrongKind(inner)))
      .reduce<(typeof issue.errors)[number] | undefined>(
        (best, branch) => (best === undefined || depth(branch) > depth(best) ? branch : best),
        undefined,
      );
    if (meant !== undefined) {
      return meant.flatMap((inner) =>
        describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, { showValues }),
      );
    }
    const expected = [...new Set(issue.errors.flatMap((branch) => branch.slice(0, 1).map(expectation)))].join(", or ");
    return [{ path, found: kindOf(issue.input, showValues), expected, isKey: false }];
  }
  return [{ path, found: kindOf(issue.input, showValues), expected: expectation(issue), isKey: false }];
};

/** `[12].chat_history.messages[3].from_creator` */
export const formatPath = (path: Path): string =>
  path
    .map((key, step) => {
      if (typeof key === "number") return `[${key}]`;
      return /^[\w-]+$/.test(key) ? `${step === 0 ? "" : "."}${key}` : `[${JSON.stringify(key.slice(0, 40))}]`;
    })
    .join("");

/** Tells a key that is missing from one that is misspelt, looking at its neighbours in `root`. */
export const hintAtMisspelling = (problem: Problem, root: unknown): Problem => {
  const key = problem.path.at(-1);
  if (problem.found !== "nothing" || typeof key !== "string") return problem;
  let parent = root;
  for (const step of problem.path.slice(0, -1)) parent = Reflect.get(Object(parent), step);
  const near = nearestName(key, Object.keys(Object(parent)).slice(0, 50));
  return near === undefined ? problem : { ...problem, found: `nothing, but there is a key named ${near}` };
};

const isWrongKind = (issue: Issue): boolean => issue.code === "invalid_type" && issue.path.length === 0;

const kindOf = (value: unknown, showValues: boolean): string => {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  switch (typeof value) {
    case "string":
      if (value.trim() === "") return "empty text";
      return showValues && /^\S{1,40}$/.test(value) && !looksSecret(value)
        ? `the text ${JSON.stringify(value)}`
        : "text";
    case "number":
      return showValues ? `the number ${value}` : "a number";
    case "boolean":
      return showValues ? `${value}` : "true or false";
    default:
      return "an object";
  }
};

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object with keys",
  record: "an object with keys",
};

const expectation = (issue: Issue): string => {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? issue.expected;
    case "too_small":
      if (issue.origin === "string") return "text that is not empty";
      if (issue.origin === "array") return `a list of at least ${issue.minimum}`;
      return issue.inclusive === false ? `a number above ${issue.minimum}` : `${issue.minimum} or more`;
    case "too_big":
      if (issue.origin === "string") return `at most ${issue.maximum} characters`;
      if (issue.origin === "array") return `a list of at most ${issue.maximum}`;
      return `${issue.maximum} or less`;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return issue.format === "datetime" ? "a time as in ISO 8601, such as 2026-03-01T09:30:00Z" : issue.message;
    default:
      return issue.message;
  }
};
