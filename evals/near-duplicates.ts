import type { Example } from "../brain/core/example.ts";
import { nearPairs } from "./near-pairs.ts";
import { resemblance, type Shingles, shinglesOf } from "./shingles.ts";

/**
 * Resemblance (Jaccard of character 4-grams, 0–1) from which two replies are nearly the same. Chosen by looking: between
 * splits the most alike replies of the project's two personas reach 0.32 and 0.28, while 95 in 100 of the replies stay
 * above 0.7 when a word is dropped, mistyped or replaced (docs/log.md).
 */
export const nearlySameReply = 0.6;
/** The same for what was said before it, which is short: one word more or less in four makes 0.4. */
export const nearlySameMessage = 0.4;

/**
 * What of two conversations is nearly the same. `exchange`: a message and the reply to it; `history`: all that was said
 * before, and the reply; `reply`: the reply alone, which may be a form of words that the client uses again and again.
 */
export type DuplicateKind = "exchange" | "history" | "reply";

/**
 * What is said alike in several places, as rows of the examples: in `replies` it is the example's own reply, in `others` it
 * stands among the messages.
 */
export type Passage = { readonly replies: readonly number[]; readonly others: readonly number[] };

/** Two passages that are nearly the same; one that stands in several examples is paired with itself as well. */
export type DuplicatePair = {
  readonly kind: DuplicateKind;
  readonly left: Passage;
  readonly right: Passage;
  /** Of the replies, 0.6–1. */
  readonly similarity: number;
};

/** What was said before a reply. */
type Said = { readonly shingles: Shingles; readonly replies: number[]; readonly others: number[] };
type Reply = { readonly shingles: Shingles; readonly after: Map<string, Said> };

/**
 * Passages that occur more than once, word for word or nearly so. An exchange is looked for anywhere in a conversation, so
 * that pieces cut from one conversation are found; at least one of the two is what its example replies. See `nearPairs`
 * for what is missed.
 */
export const nearDuplicates = (examples: readonly Example[]): readonly DuplicatePair[] => {
  const exchanges = new Map<string, Reply>();
  const histories = new Map<string, Reply>();
  for (const [row, { messages, reply }] of examples.entries()) {
    const runs = joinRuns([...messages, { from: "persona", text: reply }]);
    for (const [at, run] of runs.entries()) {
      const before = runs[at - 1];
      if (run.from === "persona" && before !== undefined)
        note(exchanges, before.text, run.text, row, at === runs.length - 1);
    }
    if (messages.length > 1) note(histories, messages.map(({ text }) => text).join("\n"), reply, row, true);
  }
  return [...paired("exchange", exchanges), ...paired("history", histories)];
};

const note = (replies: Map<string, Reply>, said: string, reply: string, row: number, isReply: boolean): void => {
  const known = replies.get(reply) ?? { shingles: shinglesOf(reply), after: new Map() };
  replies.set(reply, known);
  const passage = known.after.get(said) ?? { shingles: shinglesOf(said), replies: [], others: [] };
  known.after.set(said, passage);
  const rows = isReply ? passage.replies : passage.others;
  if (rows.at(-1) !== row) rows.push(row);
};

function* paired(kind: "exchange" | "history", replies: ReadonlyMap<string, Reply>): Generator<DuplicatePair> {
  const all = [...replies.values()];
  for (const each of all) yield* compared(kind, each, each, 1);
  for (const { left, right } of nearPairs(all.map(({ shingles }) => shingles))) {
    const [one, other] = [all[left], all[right]];
    if (one === undefined || other === undefined) continue;
    const similarity = resemblance(one.shingles, other.shingles);
    if (similarity >= nearlySameReply) yield* compared(kind, one, other, similarity);
  }
}

/** What was said before two replies that are nearly the same, each with each. */
function* compared(
  kind: "exchange" | "history",
  one: Reply,
  other: Reply,
  similarity: number,
): Generator<DuplicatePair> {
  const [lefts, rights] = [[...one.after.values()], [...other.after.values()]];
  for (const [at, left] of lefts.entries()) {
    for (const right of one === other ? rights.slice(at) : rights) {
      if (left.replies.length + right.replies.length === 0) continue;
      if (left === right && left.replies.length + left.others.length < 2) continue;
      const isSame = left === right || resemblance(left.shingles, right.shingles) >= nearlySameMessage;
      if (isSame) yield { kind, left, right, similarity };
    }
  }
  // Once for all of them: which message it was makes no difference.
  if (kind === "exchange" && (one !== other || lefts.length > 1)) {
    const merged = (some: readonly Said[]): Passage => ({
      replies: some.flatMap((said) => said.replies),
      others: some.flatMap((said) => said.others),
    });
    yield { kind: "reply", left: merged(lefts), right: one === other ? merged(lefts) : merged(rights), similarity };
  }
}

type Run = { readonly from: "user" | "persona"; readonly text: string };

/** Messages that one side sent one after the other are one. */
const joinRuns = (messages: readonly Run[]): readonly Run[] => {
  const runs: Run[] = [];
  for (const { from, text } of messages) {
    const last = runs.at(-1);
    if (last?.from === from) runs[runs.length - 1] = { from, text: `${last.text}\n${text}` };
    else runs.push({ from, text });
  }
  return runs;
};
