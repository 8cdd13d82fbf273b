/** Short answers that carry no mood of their own. */
const plainWords = new Set(
  "ok okay okey k kk yes yep yup yeah yea ya no nope nah sure alright right hm hmm hmmm mm mhm huh uh um well maybe perhaps probably same too me you and both neither then now later".split(
    " ",
  ),
);
const longestReply = 24;

/**
 * Whether a message is nothing but a plain answer such as "ok", "yeah." or "no". Reddit, which the weights come from, says
 * those with approval or disapproval; in a chat they answer a question. A "!" or an emoji shows a mood after all.
 */
export const isPlainReply = (folded: string): boolean => {
  if (folded.length > longestReply) return false;
  const words = folded.split(/[\s.,]+/).filter((word) => word !== "");
  return words.length > 0 && words.length <= 3 && words.every((word) => plainWords.has(word));
};
