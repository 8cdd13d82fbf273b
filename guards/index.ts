import { type BuiltInTopic, isBuiltIn, type Policy, type TopicRule, topicsOf } from "../brain/core/policy.ts";
import type { InputGuard } from "../brain/core/ports.ts";
import type { Compile } from "./compile-later.ts";
import { compilePhrases } from "./compile-phrases.ts";
import { contactPhrases } from "./data/contact-exchange.ts";
import { explicitContent } from "./data/explicit-content.ts";
import { hateAndHarassment } from "./data/hate-and-harassment.ts";
import { medicalLegalFinancialAdvice } from "./data/medical-legal-financial-advice.ts";
import { minors as minorsTopic } from "./data/minors.ts";
import { paymentPhrases } from "./data/off-platform-payment.ts";
import { othersPhrases } from "./data/personal-data-of-others.ts";
import { politics } from "./data/politics.ts";
import { crisis } from "./input/crisis.ts";
import { identity } from "./input/identity.ts";
import { manipulation } from "./input/manipulation.ts";
import { minors as minorsInMessages } from "./input/minors.ts";
import { personalData } from "./input/personal-data.ts";
import { afterCrisis } from "./output/after-crisis.ts";
import { contactExchange } from "./output/contact-exchange.ts";
import { humanClaims } from "./output/human-claims.ts";
import { inPersonMeetings } from "./output/in-person-meetings.ts";
import { links } from "./output/links.ts";
import { minors } from "./output/minors.ts";
import { offPlatformPayment } from "./output/off-platform-payment.ts";
import { personalDataOfOthers } from "./output/personal-data-of-others.ts";
import { type FindMatches, phraseTopic } from "./output/phrase-topic.ts";
import { socialPlatforms } from "./output/social-platforms.ts";
import { type ReadText, readText, rememberLatest } from "./read-text.ts";
import { inOneGo, type Steps } from "./steps.ts";
import type { StreamGuard } from "./stream-guard.ts";
import { topicFinders } from "./topic-finders.ts";
import { type FindPattern, operatorPatterns } from "./topics/operator-patterns.ts";
import { operatorTerms } from "./topics/operator-terms.ts";
import { type Embed, similarExamples } from "./topics/similar-examples.ts";
import { topic } from "./topics/topic.ts";

/** What of a persona decides which guards stand at the door. */
export type GuardedPersona = { readonly policy: Policy; readonly platform?: string | undefined };

/** Contents of the small trained models in `training_data/models`, by the name of their file. */
export type GuardWeights = Readonly<Record<"crisis" | "identity" | "manipulation" | "meetings", Uint8Array>>;

/** What guards work with and cannot read themselves. */
export type GuardMeans = {
  readonly weights: GuardWeights;
  /** The operator's patterns by topic, compiled; needed where the policy has some. */
  readonly patterns?: ReadonlyMap<string, readonly FindPattern[]>;
  /** Needed where the policy has example sentences. */
  readonly embed?: Embed;
  /** Makes what finds phrases. @default compilePhrases */
  readonly compile?: Compile;
};

/**
 * The guards of replies: no claim to be human, then the topics of the policy in its order. A built-in topic that it does
 * not name is forbidden.
 * @throws {ProgramError} damaged: weights that were not shipped
 */
export const outputGuards = (persona: GuardedPersona, means: GuardMeans): StreamGuard[] =>
  inOneGo(outputGuardSteps(persona, means));

/** The same, with a pause before each guard. @throws {ProgramError} damaged */
export function* outputGuardSteps({ policy, platform }: GuardedPersona, means: GuardMeans): Steps<StreamGuard[]> {
  const read = rememberLatest(readText);
  const { compile = compilePhrases } = means;
  const finderOf = topicFinders(books, compile);
  const tools: Tools = { ...means, ...(platform !== undefined && { platform }), compile, read, finderOf };
  yield;
  const guards = [humanClaims({ read, compile, weights: means.weights.identity })];
  for (const [name, rule] of topicsOf(policy)) {
    if (rule.rule === "allowed") continue;
    yield;
    guards.push(topic(name, rule, [...builtInPart(name, rule, tools), ...operatorParts(name, rule, tools)]));
  }
  return guards;
}

/** The guard of replies that joins the others once a conversation held a crisis. */
export const gentleGuard = ({ compile }: Pick<GuardMeans, "compile"> = {}): StreamGuard =>
  afterCrisis({ read: rememberLatest(readText), ...(compile && { compile }) });

/** The guards of the user's messages, the most severe first. None can be switched off. @throws {ProgramError} damaged */
export const inputGuards = ({ weights, compile }: Pick<GuardMeans, "weights" | "compile">): InputGuard[] => {
  const tools = { read: rememberLatest(readText), ...(compile && { compile }) };
  return [
    crisis({ ...tools, weights: weights.crisis }),
    minorsInMessages(tools),
    manipulation({ ...tools, weights: weights.manipulation }),
    identity({ ...tools, weights: weights.identity }),
    personalData(),
  ];
};

type Tools = GuardMeans & {
  readonly compile: Compile;
  readonly read: ReadText;
  readonly platform?: string;
  readonly finderOf: (category: string) => FindMatches;
};

/** What is known by phrases, alone or among other things: all of it is looked for in one pass. */
const books = Object.fromEntries(
  [
    minorsTopic,
    contactPhrases,
    paymentPhrases,
    explicitContent,
    hateAndHarassment,
    medicalLegalFinancialAdvice,
    politics,
    othersPhrases,
  ].map(({ category, book }) => [category, book]),
);

const builtIn: Readonly<Record<BuiltInTopic, (tools: Tools, rule: TopicRule) => StreamGuard>> = {
  minors: ({ read, finderOf }) =>
    minors({ read, finders: { minors: finderOf("minors"), explicit: finderOf("explicit-content") } }),
  "social-platforms": ({ read, compile, platform }) =>
    socialPlatforms({ read, compile, ...(platform !== undefined && { platform }) }),
  "in-person-meetings": ({ read, compile, weights }) => inPersonMeetings({ read, compile, weights: weights.meetings }),
  "contact-exchange": ({ read, compile, finderOf }) =>
    contactExchange({ read, compile, find: finderOf("contact-exchange") }),
  "off-platform-payment": ({ read, platform, finderOf }) =>
    offPlatformPayment({
      read,
      find: finderOf("off-platform-payment"),
      ...(platform !== undefined && { platform }),
    }),
  links: ({ platform }, { except }) => links({ allow: except, ...(platform !== undefined && { platform }) }),
  "explicit-content": ({ read, finderOf }) =>
    phraseTopic(explicitContent, { read, find: finderOf("explicit-content") }),
  "hate-and-harassment": ({ read, finderOf }) =>
    phraseTopic(hateAndHarassment, { read, find: finderOf("hate-and-harassment") }),
  "medical-legal-financial-advice": ({ read, finderOf }) =>
    phraseTopic(medicalLegalFinancialAdvice, { read, find: finderOf("medical-legal-financial-advice") }),
  politics: ({ read, finderOf }) => phraseTopic(politics, { read, find: finderOf("politics") }),
  "personal-data-of-others": ({ read, finderOf }) =>
    personalDataOfOthers({ read, find: finderOf("personal-data-of-others") }),
};

const builtInPart = (name: string, rule: TopicRule, tools: Tools): readonly StreamGuard[] =>
  isBuiltIn(name) ? [builtIn[name](tools, rule)] : [];

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
