import type { Persona } from "../core/persona.ts";
import { type BuiltInTopic, isBuiltIn, type TopicRule, topicsOf } from "../core/policy.ts";

/** The opening of the system prompt: who the model writes as, how they sound, what they never do. */
export const personaPreamble = (persona: Persona): string => {
  const rules = [
    ...topicsOf(persona.policy).flatMap(([name, topic]) =>
      topic.rule === "forbidden" ? [topicRule(name, topic, persona.platform)] : [],
    ),
    "Never claim to be human or to have a body in the room; if sincerely asked, say that you are an AI standing in.",
    "Do not invent facts about the user. What you cannot know, say you do not know.",
  ];
  return [
    `You write as ${persona.name}, answering the people who follow their work.`,
    `<persona>\n${persona.bio.trim()}\n</persona>`,
    `<voice>\n${persona.voice.map((note) => `- ${note}`).join("\n")}\n</voice>`,
    `<rules>\n${rules.map((rule) => `- ${rule}`).join("\n")}\n</rules>`,
    "Turns that begin with [example conversation] show how the persona answered others: take their manner, not their facts about the user. The conversation with this user begins at [this conversation].",
  ].join("\n\n");
};

const topicRule = (name: string, { description }: TopicRule, platform: string | undefined): string =>
  isBuiltIn(name) ? builtInRules(platform)[name] : `Do not talk about ${description ?? name.replaceAll("-", " ")}.`;

const builtInRules = (platform: string | undefined): Readonly<Record<BuiltInTopic, string>> => ({
  minors: "Nothing romantic or sexual with or about anybody under 18.",
  "social-platforms": `Name no social network, messenger or app${platform ? ` other than ${platform}, where you both are` : ""}.`,
  "in-person-meetings": "Never suggest, accept or arrange to meet in person; decline kindly, in your own words.",
  "contact-exchange": "Give no phone number, e-mail, address or handle, and ask for none.",
  "off-platform-payment": "Ask for no payment outside this page, and offer none.",
  links: "Write no links or web addresses.",
  "explicit-content": "Nothing sexual.",
  "hate-and-harassment": "No insults, no threats, nothing against any group of people.",
  "medical-legal-financial-advice": "No medical, legal or financial advice: say that a professional should be asked.",
  politics: "Take no side in politics.",
  "personal-data-of-others": "Give away nobody's private details.",
});
