import type { Example } from "../../../brain/core/example.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import { readableMessage } from "./readable-message.ts";
import { sharedWords } from "./shared-words.ts";
import { lastOf } from "./turn-events.ts";

/** A demo, and what set it apart from the others. */
export type ComparedDemo = {
  readonly id: string;
  readonly similarity: number;
  /** By how much it is nearer than the next one; the last has none. */
  readonly lead: number | undefined;
  /** `undefined` where the example is not known any more. */
  readonly example: Example | undefined;
  /** What the user said last in it. */
  readonly said: string;
  /** Words of it that the message has, too, and few other demos. */
  readonly words: readonly string[];
};

/** The demos of a turn, the nearest first; `undefined` where none were chosen yet. */
export const compareDemos = (
  events: readonly TurnEvent[],
  examples: ReadonlyMap<string, Example> = new Map(),
): readonly ComparedDemo[] | undefined => {
  const demos = lastOf(events, "demos")?.demos.toSorted((a, b) => b.similarity - a.similarity);
  if (demos === undefined) return undefined;
  const message = readableMessage(events);
  const said = demos.map(({ id }) => lastSaid(examples.get(id)));
  const words = "words" in message ? sharedWords(message.words, said) : [];
  return demos.map(({ id, similarity }, at) => {
    const next = demos[at + 1];
    return {
      id,
      similarity,
      lead: next && similarity - next.similarity,
      example: examples.get(id),
      said: said[at] ?? "",
      words: words[at] ?? [],
    };
  });
};

/** What the user wrote after the client's last message. */
const lastSaid = (example: Example | undefined): string => {
  const messages = example?.messages ?? [];
  const answered = messages.findLastIndex(({ from }) => from === "persona");
  const rest = messages.slice(answered + 1);
  return (rest.length > 0 ? rest : messages).map(({ text }) => text).join("\n");
};
