import { isBuiltIn, type TopicRule, topicsOf } from "../brain/core/policy.ts";
import { platforms } from "./data/platforms.ts";
import { fold } from "./fold.ts";
import type { GuardedPersona } from "./index.ts";
import { wordsOf } from "./topics/operator-terms.ts";

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
  const terms = rule.terms.map(wordsOf);
  const except = rule.except.map(wordsOf);
  terms.forEach((words, index) => {
    const keys = at("terms", index);
    if (words.length === 0) problems.push({ keys, message: "holds no letter or digit, so it is never found" });
    const twin = terms.findIndex((other, place) => place !== index && other.length > 0 && holds(words, other));
    if (twin !== -1 && (terms[twin]?.length !== words.length || twin < index))
      problems.push({ keys, message: `is found already by terms[${twin}]` });
    const exception = except.findIndex(
      (other) => other.length > 0 && holds(other, words) && other.length === words.length,
    );
    if (exception !== -1) problems.push({ keys, message: `is taken back by except[${exception}]: it is never found` });
  });
  rule.examples.forEach((example, index) => {
    const same = rule.except.findIndex((other) => wordsOf(other).join(" ") === wordsOf(example).join(" "));
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
  const name = fold(platform).trim();
  const isKnown = platforms.some(({ id, anywhere = [], always = [], framed = [], strict = [], hosts = [] }) =>
    [id, ...anywhere, ...always, ...framed, ...strict, ...hosts].includes(name),
  );
  if (isKnown) return [];
  return [
    {
      keys: ["platform"],
      message: `${JSON.stringify(platform)} is no platform that the guards know: it allows nothing`,
    },
  ];
}

/** Whether the words of `inner` stand in a row in `outer`. */
const holds = (outer: readonly string[], inner: readonly string[]): boolean =>
  outer.some((_, from) => inner.every((word, step) => outer[from + step] === word));
