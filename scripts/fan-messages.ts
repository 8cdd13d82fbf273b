/** Ordinary messages to a creator, written for this project: what an input guard must let pass. */
import { readFileSync } from "node:fs";

export type FanMessage = { readonly text: string; readonly tags: readonly string[] };

const personas = ["training_data/conversations.json", "training_data/personas/roz/conversations.json"];
const linesPath = "scripts/data/fan-messages.txt";

/** What users wrote to the two personas, each message once, with the tags of its example. */
export const readPersonaMessages = (): readonly FanMessage[] => {
  const tagsOf = new Map<string, readonly string[]>();
  for (const path of personas) {
    for (const { chat_history, tags = [] } of JSON.parse(readFileSync(path, "utf8"))) {
      for (const { from_creator, content } of chat_history.messages) if (!from_creator) tagsOf.set(content, tags);
    }
  }
  return [...tagsOf].map(([text, tags]) => ({ text, tags }));
};

/** Lines written as such messages, of all moods. */
export const readFanLines = (): readonly string[] =>
  readFileSync(linesPath, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("# "));
