/** Ordinary messages to a creator, written for this project: what an input guard must let pass. */
import { readFileSync } from "node:fs";
import { wilson } from "./measures.ts";
import type { LabelledText } from "./train-classifier.ts";

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

/** Both as examples of "no"; `isUnclear` leaves out a persona's message by its tags. Grouped as "fan …", each alone. */
export const fanExamples = (weight: number, isUnclear: (message: FanMessage) => boolean): readonly LabelledText[] => [
  ...readFanLines().map((text, at): LabelledText => ({ text, label: 0, weight, group: `fan line ${at}` })),
  ...readPersonaMessages()
    .filter((message) => !isUnclear(message))
    .map(({ text }, at): LabelledText => ({ text, label: 0, weight, group: `fan of a persona ${at}` })),
];

/** Of the examples of `fanExamples`, those that a model which had not seen them puts at `threshold` (0–1) or above. */
export const fansCaught = (examples: readonly LabelledText[], heldOut: Float64Array, threshold: number): string => {
  const fans = examples.flatMap(({ group }, at) => (group?.startsWith("fan ") ? [heldOut[at] ?? 0] : []));
  return wilson(fans.filter((probability) => probability >= threshold).length, fans.length);
};
