import { InputError } from "../../brain/core/errors.ts";
import type { Assertion, EvalCase } from "../../brain/core/evaluation.ts";
import type { Persona } from "../../brain/core/persona.ts";
import { topicsOf } from "../../brain/core/policy.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { flatAssertions } from "./assertion-set.ts";
import { type AssertionMeans, textsOf } from "./kind.ts";
import { assertionKinds } from "./kinds/index.ts";

/** Categories of verdicts that stand in no policy. */
const ownCategories = ["crisis", "manipulation", "identity", "personal-data", "promotion-or-humour", "guard-failure"];

/**
 * Refuses, before anything is asked, cases whose assertions cannot be checked, or ask for what there is not: `not-guard` of
 * a misspelt category would always hold.
 * @throws {InputError} a judge or prices are needed and missing; a category or a pipeline that the persona does not have
 */
export const checkAssertions = (
  cases: readonly EvalCase[],
  {
    rate,
    costOf,
    persona,
  }: Pick<AssertionMeans, "rate" | "costOf"> & { readonly persona: Pick<Persona, "policy" | "pipelines"> },
): void => {
  const names: Readonly<Record<string, readonly string[]>> = {
    guard: [...ownCategories, ...topicsOf(persona.policy).map(([name]) => name)],
    pipeline: Object.keys(persona.pipelines),
  };
  for (const { id, assertions = [] } of cases) {
    for (const assertion of flatAssertions(assertions)) {
      const needs = assertionKinds[assertion.type]?.needs;
      if (needs === "judge" && rate === undefined) throw noJudge(id, assertion);
      if (needs === "price" && costOf === undefined) throw noPrice(id, assertion);
      const known = names[assertion.type];
      const unknown = known && textsOf(assertion).find((name) => !known.includes(name));
      if (known && unknown !== undefined) throw noSuchName(id, assertion, unknown, known);
    }
  }
};

const noJudge = (id: string, { type }: Assertion): InputError =>
  new InputError({
    what: `case ${id} asserts ${type}, and there is no model that can judge`,
    where: "--suite",
    expected: "a model of Together, OpenAI or Ollama: the offline model only speaks the client's sentences",
    fix: "name one with --judge, or leave the assertion out",
  });

const noPrice = (id: string, { type }: Assertion): InputError =>
  new InputError({
    what: `case ${id} asserts ${type}, and what the model charges is not known`,
    where: "--suite",
    fix: "give --price PROMPT/COMPLETION in US dollars a million tokens, or leave the assertion out",
  });

const noSuchName = (id: string, { type }: Assertion, name: string, known: readonly string[]): InputError => {
  const near = nearestName(name, known);
  return new InputError({
    what: `case ${id} asserts ${type} ${JSON.stringify(name.slice(0, 60))}, and there is none${near === undefined ? "" : `; did you mean ${near}?`}`,
    where: "--suite",
    expected: known.join(", "),
  });
};
