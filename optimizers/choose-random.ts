import type { Message } from "../brain/core/turn.ts";
import { feedHash, finishHash, hashText } from "../brain/text/hash.ts";
import type { Choosing, Worthy } from "./choose-nearest.ts";
import { topRows } from "./top-rows.ts";
import { unlikeReplies } from "./unlike-replies.ts";

/**
 * `k` rows of different replies, drawn by the seed and the conversation's words: the same for the same conversation, others
 * for another. Tags and ratings weigh as they do for the nearest: against a number from 0 to 1 in place of a cosine.
 */
export const chooseRandom = (input: Choosing & { readonly messages: readonly Message[] }): readonly Worthy[] => {
  const { k, tags, accept, rows, settings, messages } = input;
  const drawn = hashText(messages.map(({ from, text }) => `${from}: ${text}`).join("\n"), settings.seed);
  const tagBonus = rows.someTagged(tags) ? settings.tagBonus : 0;
  const worth = (row: number) =>
    finishHash(feedHash(feedHash(drawn, row & 0xffff), row >>> 16)) / 2 ** 32 +
    rows.ratingBonus(row) +
    (tagBonus > 0 && rows.isTagged(row, tags) ? tagBonus : 0);
  const search = (wanted: number) => {
    const best = topRows(wanted);
    for (let row = 0; row < rows.count(); row++) if (accept(row)) best.offer(row, worth(row));
    return best.sorted();
  };
  return unlikeReplies(search, k, rows).map(({ row, similarity }) => ({ row, similarity: 0, worth: similarity }));
};
