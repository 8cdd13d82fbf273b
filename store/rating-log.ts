import { z } from "zod";
import { verdicts } from "../brain/core/conversation.ts";
import type { RatingLog, ReplyRating } from "../brain/core/session-ports.ts";
import { cancelled, lineAppender } from "./append-line.ts";
import { readLines } from "./read-lines.ts";
import { StoreError } from "./store-error.ts";

const replyRating = z.object({
  at: z.string(),
  session: z.string(),
  turn: z.int().min(1),
  verdict: z.enum(verdicts),
  note: z.string().optional(),
  persona: z.string(),
  program: z.string().optional(),
  demos: z.array(z.object({ id: z.string(), similarity: z.number() })),
});

/** Ratings in a file of JSON lines for its owner alone, which is made with the first of them. They are listed in the order in which they were last given. */
export const ratingLog = ({ path }: { readonly path: string }): RatingLog => {
  const append = lineAppender({ mark: cancelled });
  return {
    append: (rating) =>
      append(path, JSON.stringify(rating)).catch((error: unknown) => {
        throw new StoreError("unwritable", path, error);
      }),

    async list() {
      const last = new Map<string, ReplyRating>();
      for (const rating of await readLines<ReplyRating>(path, replyRating)) {
        const key = JSON.stringify([rating.session, rating.turn]);
        last.delete(key); // to its new place
        last.set(key, rating);
      }
      return [...last.values()];
    },
  };
};
