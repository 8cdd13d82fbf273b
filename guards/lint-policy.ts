import { isBuiltIn, type TopicRule, topicsOf } from "../brain/core/policy.ts";
import type { GuardedPersona } from "./index.ts";
import { isKnownPlatform } from "./output/social-platforms.ts";
import { readText } from "./read-text.ts";
import { findTerms } from "./topics/operator-terms.ts";
import { keyOf, termOf, wordsOf } from "./topics/term-spellings.ts";

/** A rule that can never decide anything, or that another one takes back. `keys` is its place in persona.yaml. */
export type PolicyProblem = { readonly keys: readonly (string | number)[]; readonly message: string };

/** The rules of a policy that are unreachable or contradict each other. */
export const lintPolicy = (
  { policy, platform }: GuardedPersona,
  pipelineGuards: Readonly<Record<string, readonly string[]>>,
): readonly PolicyProblem[] => {
  const forbidden = new Set(topicsOf(policy).flatMap(([name, { rule }]) => (rule === "forbidden" ? [name] : [])));
  const added = new Set(Object.values(pipelineGuards).flat());
  return [
    ...Object.entries(policy).flatMap(([name, rule]) => topicProblems(name, rule, added.has(name))),
    ...platformProblems(platform, forbidden.has("social-platforms")),
    ...Object.entries(pipelineGuards).flatMap(([pipeline, names]) =>
      names.flatMap((name, at) =>
        forbidden.has(name)
          ? [{ keys: ["pipelines", pipeline, "guards", at], message: `${name} is forbidden everywhere already` }]
          : [],
      ),
    ),
  ];
};

function topicProblems(name: string, rule: TopicRule, isAdded: boolean): PolicyProblem[] {
  const at = (...keys: readonly (string | number)[]) => ["policy", name, ...keys];
  const knowledge = rule.terms.length + rule.patterns.length + rule.examples.length + rule.except.length;
  const problems: PolicyProblem[] = [];
  if (rule.rule === "allowed" && !isAdded && (knowledge > 0 || rule.judge)) {
    problems.push({ keys: at(), message: `${name} is allowed, so nothing that stands under it is ever looked for` });
  }
  const terms = rule.terms.map(termOf);
  const except = rule.except.map(termOf);
  const find = findTerms(rule.terms);
  // By term: the places of those that are found wherever it stands.
  const finders = rule.terms.map((term, index) => {
    const found = find(term, readText(term).slice(0, 1)).map((each) => each.at);
    // A term of words stands over any signs between them: what finds a sign does not find all of it.
    return new Set(found.filter((place) => terms[index]?.kind !== "words" || terms[place]?.kind === "words"));
  });
  terms.forEach((term, index) => {
    const keys = at("terms", index);
    if (term === undefined) {
      problems.push({ keys, message: "holds no letter or digit, so it is never found" });
      return;
    }
    const twin = [...(finders[index] ?? [])].find(
      (place) => place !== index && (place < index || !finders[place]?.has(index)),
    );
    if (twin !== undefined) problems.push({ keys, message: `is found already by terms[${twin}]` });
    const exception = except.findIndex((other) => other !== undefined && keyOf(other) === keyOf(term));
    if (exception !== -1) problems.push({ keys, message: `is taken back by except[${exception}]: it is never found` });
  });
  rule.examples.forEach((example, index) => {
    const words = wordsOf(example).join(" ");
    const same = rule.except.findIndex((other) => words !== "" && wordsOf(other).join(" ") === words);
    if (same !== -1) problems.push({ keys: at("examples", index), message: `is taken back by except[${same}]` });
  });
  if (
    rule.judge &&
    rule.rule === "forbidden" &&
    rule.description === undefined &&
    !isBuiltIn(name) &&
    rule.examples.length === 0
  )
    problems.push({ keys: at("judge"), message: "has nothing to go by: give a description or examples" });
  return problems;
}

function platformProblems(platform: string | undefined, guarded: boolean): PolicyProblem[] {
  if (platform === undefined) return [];
  if (!guarded) return [{ keys: ["platform"], message: "changes nothing: social-platforms is allowed altogether" }];
  if (isKnownPlatform(platform)) return [];
  return [
    {
      keys: ["platform"],
      message: `${JSON.stringify(platform)} is no platform that the guards know: it allows nothing`,
    },
  ];
}
