/** What a conversation has heard already, sentence by sentence. */
export type Memory = {
  /** `reply` without the sentences that were heard; `undefined` where none is left that stands alone, or the whole was rejected. */
  unheardPartOf(reply: string): string | undefined;
};

/** A memory of `heard` replies, and of `rejected` drafts, which may have been stopped half-way. */
export const memoryOf = (heard: readonly string[], rejected: readonly string[]): Memory => {
  const whole = new Set(heard.map(plain));
  const sentences = new Set(heard.flatMap(sentencesOf).map(plain));
  const drafts = rejected.map(plain).filter((draft) => draft !== "");
  return {
    unheardPartOf(reply) {
      const text = plain(reply);
      if (whole.has(text) || drafts.some((draft) => text.startsWith(draft))) return undefined;
      const kept = sentencesOf(reply).filter((sentence) => !sentences.has(plain(sentence)));
      const rest = kept.join("").trim();
      return plain(rest) === "" ? undefined : rest;
    },
  };
};

const sentencesOf = (text: string): readonly string[] =>
  text.match(/[^.!?…\n]*[.!?…\n]+["”’')\]]*\s*|[^.!?…\n]+$/g) ?? [];

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
