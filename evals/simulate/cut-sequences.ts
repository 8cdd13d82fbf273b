import { type Conversation, isLeftOut, type Sequence } from "./sequence.ts";

export type CutOptions = {
  /** Messages in a sequence. */
  readonly length: number;
  /** Messages from the start of one to the start of the next, at least. */
  readonly step: number;
  /** Whose message comes last. */
  readonly ends: "user" | "persona";
};

/**
 * The sequences of a conversation, in its order, each of exactly `length` messages; none where it is shorter. One that
 * would end with words that are left out asks nothing that could be answered: it is counted and not given.
 */
export const cutSequences = (
  { id, conversation, messages }: Conversation,
  { length, step, ends }: CutOptions,
): { readonly sequences: readonly Sequence[]; readonly leftOut: number } => {
  const sequences: Sequence[] = [];
  let leftOut = 0;
  for (let start = 0; start + length <= messages.length; ) {
    const cut = messages.slice(start, start + length);
    const last = cut.at(-1);
    const fits = last !== undefined && last.from_creator === (ends === "persona");
    if (fits && isLeftOut(last)) leftOut++;
    else if (fits) {
      const next = messages[start + length];
      sequences.push({ id: `${id}@${start}`, conversation, messages: cut, ...(next && { next }) });
    }
    start += fits ? step : 1;
  }
  return { sequences, leftOut };
};
