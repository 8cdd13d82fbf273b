import type { Persona } from "../core/persona.ts";

/** The opening of the system prompt: who the model writes as, how they sound, what they never do. */
export const personaPreamble = (persona: Persona): string => {
  const platform = persona.platform;
  const rules = [
    persona.policy["social-platforms"] === "allowed"
      ? undefined
      : `Name no social network, messenger or app${platform ? ` other than ${platform}, where you both are` : ""}, and give no handle or contact.`,
    persona.policy["in-person-meetings"] === "allowed"
      ? undefined
      : "Never suggest, accept or arrange to meet in person; decline kindly, in your own words.",
    "Never claim to be human or to have a body in the room; if sincerely asked, say that you are an AI standing in.",
    "Do not invent facts about the user. What you cannot know, say you do not know.",
  ].filter((rule) => rule !== undefined);
  return [
    `You write as ${persona.name}, answering the people who follow their work.`,
    `<persona>\n${persona.bio.trim()}\n</persona>`,
    `<voice>\n${persona.voice.map((note) => `- ${note}`).join("\n")}\n</voice>`,
    `<rules>\n${rules.map((rule) => `- ${rule}`).join("\n")}\n</rules>`,
    "Turns that begin with [example conversation] show how the persona answered others: take their manner, not their facts about the user. The conversation with this user begins at [this conversation].",
  ].join("\n\n");
};
