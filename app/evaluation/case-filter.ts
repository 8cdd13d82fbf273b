import { InputError } from "../../brain/core/errors.ts";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";

/** What `--filter` can look at before anything is generated. */
const keys = ["id", "tag", "conversation"] as const;
type Key = (typeof keys)[number];

export type CaseFilter = (evalCase: Pick<EvalCase, "id" | "tags" | "conversation">) => boolean;

/**
 * Whether a case is asked: `tag=greeting`, `id=roz-1*` (or the pattern alone), `conversation=…`. A comma separates what may
 * hold instead, several filters must all hold. In patterns `*` stands for anything, `?` for one character.
 * @throws {InputError} a key that nothing is known of, or nothing after it
 */
export const caseFilter = (filters: readonly string[]): CaseFilter => {
  const rules = filters.map(readRule);
  return (evalCase) => rules.every((rule) => rule(evalCase));
};

const readRule = (written: string): CaseFilter => {
  const [, name = "id", rest = ""] = /^(?:([\w-]+)=)?(.*)$/s.exec(written) ?? [];
  const key = keys.find((known) => known === name);
  if (key === undefined) {
    const near = nearestName(name, keys);
    throw new InputError({
      what: `${JSON.stringify(name)} is nothing to filter by${near === undefined ? "" : `; did you mean ${near}?`}`,
      where: "--filter",
      expected: keys.map((known) => `${known}=…`).join(", "),
    });
  }
  const patterns = rest.split(",").map((pattern) => pattern.trim());
  if (patterns.includes("")) {
    throw new InputError({
      what: `${JSON.stringify(written)} names nothing`,
      where: "--filter",
      expected: `${key}=NAME, or several with commas between; * stands for anything`,
    });
  }
  return (evalCase) => valuesOf(evalCase, key).some((value) => patterns.some((pattern) => matches(value, pattern)));
};

const valuesOf = (evalCase: Parameters<CaseFilter>[0], key: Key): readonly string[] => {
  switch (key) {
    case "id":
      return [evalCase.id];
    case "tag":
      return evalCase.tags;
    case "conversation":
      return [evalCase.conversation];
  }
};

/** A glob without a regular expression, which a long row of stars would keep busy: on a mismatch only the last star gives way. */
const matches = (value: string, pattern: string): boolean => {
  let at = 0;
  let step = 0;
  let star = -1;
  let resume = 0;
  while (at < value.length) {
    if (pattern[step] === "*") {
      star = step++;
      resume = at;
    } else if (pattern[step] === "?" || pattern[step] === value[at]) {
      at++;
      step++;
    } else if (star >= 0) {
      step = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[step] === "*") step++;
  return step === pattern.length;
};
