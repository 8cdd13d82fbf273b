import { type BuiltInTopic, isBuiltIn, type Policy, type TopicRule, topicsOf } from "../brain/core/policy.ts";
import type { InputGuard } from "../brain/core/ports.ts";
import { crisis } from "./input/crisis.ts";
import { identity } from "./input/identity.ts";
import { inPersonMeetings } from "./output/in-person-meetings.ts";
import { socialPlatforms } from "./output/social-platforms.ts";
import { type ReadText, readText, rememberLatest } from "./read-text.ts";
import type { StreamGuard } from "./stream-guard.ts";
import { type FindPattern, operatorPatterns } from "./topics/operator-patterns.ts";
import { operatorTerms } from "./topics/operator-terms.ts";
import { type Embed, similarExamples } from "./topics/similar-examples.ts";
import { topic } from "./topics/topic.ts";

/** What of a persona decides which guards stand at the door. */
export type GuardedPersona = { readonly policy: Policy; readonly platform?: string | undefined };

/** What guards work with and cannot read themselves. */
export type GuardMeans = {
  /** The operator's patterns by topic, compiled; needed where the policy has some. */
  readonly patterns?: ReadonlyMap<string, readonly FindPattern[]>;
  /** Needed where the policy has example sentences. */
  readonly embed?: Embed;
};

/** The guards of replies, the topics of the policy in its order. A built-in topic that it does not name is forbidden. */
export const outputGuards = ({ policy, platform }: GuardedPersona, means: GuardMeans = {}): StreamGuard[] => {
  const tools: Tools = { ...means, platform, read: rememberLatest(readText) };
  return topicsOf(policy).flatMap(([name, rule]) =>
    rule.rule === "allowed"
      ? []
      : [topic(name, rule, [...builtInPart(name, tools), ...operatorParts(name, rule, tools)])],
  );
};

/** The guards of the user's messages, the most severe first. None can be switched off. */
export const inputGuards = (_means: GuardMeans = {}): InputGuard[] => {
  const read = rememberLatest(readText);
  return [crisis({ read }), identity({ read })];
};

type Tools = GuardMeans & { readonly read: ReadText; readonly platform: string | undefined };

const builtIn: Partial<Record<BuiltInTopic, (tools: Tools) => StreamGuard>> = {
  "social-platforms": ({ read, platform }) => socialPlatforms({ ...(platform !== undefined && { platform }), read }),
  "in-person-meetings": ({ read }) => inPersonMeetings({ read }),
};

const builtInPart = (name: string, tools: Tools): readonly StreamGuard[] => {
  const make = isBuiltIn(name) ? builtIn[name] : undefined;
  return make === undefined ? [] : [make(tools)];
};

const operatorParts = (
  name: string,
  { terms, examples, except }: TopicRule,
  { read, patterns, embed }: Tools,
): readonly StreamGuard[] => {
  const own = patterns?.get(name) ?? [];
  return [
    ...(terms.length > 0 ? [operatorTerms(name, terms, { read })] : []),
    ...(own.length > 0 ? [operatorPatterns(name, own, { read })] : []),
    ...(examples.length > 0 && embed !== undefined ? [similarExamples(name, { examples, except, embed })] : []),
  ];
};
