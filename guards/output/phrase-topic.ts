import { allow, type Span } from "../../brain/core/turn.ts";
import { compilePhrases, firstUnvetoed, type PhraseBook, type PhraseMatch } from "../compile-phrases.ts";
import { type Reading, type ReadText, rawSpan, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";
import { unfinishedData } from "./unfinished-data.ts";

/** A topic that is known by its phrases alone. */
export type PhraseTopic = {
  readonly category: string;
  /** Groups named `veto` undo what they outweigh; groups with a reason block; others are for nothing yet. */
  readonly book: PhraseBook;
  /** Why a group blocks, in a few words, by the group's name. */
  readonly reasons: Readonly<Record<string, string>>;
};

/** All matches of a topic's own groups in a reading, in the order in which they begin. */
export type FindMatches = (reading: Reading) => readonly PhraseMatch[];

/** Blocks replies in which a phrase of the topic stands. `find` may serve several topics in one pass over the words. */
export const phraseTopic = (
  { category, book, reasons }: PhraseTopic,
  { read = readText, find = findAlone(book) }: { readonly read?: ReadText; readonly find?: FindMatches } = {},
): StreamGuard => ({
  name: category,
  near: true,
  check: (output) =>
    inContext(
      output,
      (text, from) => {
        for (const reading of read(text)) {
          const matches = find(reading);
          if (matches.length === 0) continue;
          const hit = firstUnvetoed(
            matches,
            (match) => reasons[match.group] !== undefined && rawSpan(reading, match.from, match.to)[1] > from,
          );
          if (hit === undefined) continue;
          const reason = reasons[hit.group] ?? category;
          return { action: "block", guard: category, category, reason, span: rawSpan(reading, hit.from, hit.to) };
        }
        return allow;
      },
      read,
    ),
});

/**
 * Blocks replies in which a phrase of the topic stands, or what no phrase can say: `findSpan` gives the raw span in `text` of
 * a number, an account or the like that reaches beyond `from`; `reason` is why that blocks. Numbers may be cut by full stops.
 */
export const phrasesAndData = (
  topic: PhraseTopic,
  {
    findSpan,
    reason,
    ...means
  }: {
    readonly findSpan: (text: string, from: number) => Span | undefined;
    readonly reason: string;
    readonly read?: ReadText;
    readonly find?: FindMatches;
  },
): StreamGuard => {
  const phrases = phraseTopic(topic, means);
  const { category } = topic;
  return {
    name: category,
    near: true,
    check(output) {
      const said = phrases.check(output);
      if (!("action" in said) || said.action === "block") return said;
      return inContext(output, (text, from) => {
        const span = findSpan(text, from);
        return span === undefined ? allow : { action: "block", guard: category, category, reason, span };
      });
    },
    openFrom: unfinishedData,
  };
};

const findAlone = (book: PhraseBook): FindMatches => {
  const find = compilePhrases(book);
  return ({ tokens }) => find(tokens);
};
