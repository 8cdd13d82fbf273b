import type { Metric } from "../../brain/core/evaluation.ts";

const gramLength = 3;

/**
 * 1 − the share of the reply's word 3-grams that the persona has said before in this conversation. A reply of one or two
 * words is compared as a whole with whole messages. Nothing is said before the persona has spoken.
 */
export const repetition = (): Metric => ({
  name: "repetition",
  needs: "reply",
  score({ case: { messages }, reply }) {
    const before = messages.flatMap(({ from, text }) => (from === "persona" ? [wordsOf(text)] : []));
    const words = reply === undefined ? [] : wordsOf(reply.text);
    if (before.length === 0 || words.length === 0) return undefined;
    const isShort = words.length < gramLength;
    const heard = new Set(before.flatMap((said) => (isShort ? [said.join(" ")] : gramsOf(said))));
    const said = isShort ? [words.join(" ")] : gramsOf(words);
    const again = said.filter((gram) => heard.has(gram)).length;
    return {
      score: 1 - again / said.length,
      reason: `${again} of ${said.length} ${isShort ? "messages" : "3-grams"} said before`,
    };
  },
});

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("’", "'")
    .match(/[\p{L}\p{M}\p{N}']+/gu) ?? [];

const gramsOf = (words: readonly string[]): readonly string[] =>
  Array.from({ length: Math.max(0, words.length - gramLength + 1) }, (_, at) =>
    words.slice(at, at + gramLength).join(" "),
  );
