import { LmError } from "../core/errors.ts";
import type { ModelConnection } from "../core/ports.ts";
import type { PreferReply, RateReply } from "../core/rating.ts";
import type { Message } from "../core/turn.ts";
import { compareReplies } from "../signatures/compare-replies.ts";
import { rateReply } from "../signatures/rate-reply.ts";
import { type PredictOptions, predict } from "./predict.ts";

/** Room for a reason and a rating with their labels, in tokens. */
const maxTokens = 160;
/** A rating hangs on the last exchanges; every further message is paid for. */
const mostMessages = 8;
/** Asked once more where the answer could not be read: else a cache would give that answer for ever. */
const attempts = 2;
/** Of that second question. At 0 a model would say the same again, whatever the seed. */
const secondTemperature = 0.5;
/** Longest text that is quoted, in UTF-16 units: two pages. */
const longestQuote = 4000;

/** Rates replies by asking `lm`, one call a question (two where the first answer cannot be read); `undefined` where that model cannot judge. */
export const replyRater = (lm: ModelConnection): RateReply | undefined => {
  if (!lm.canJudge) return undefined;
  return async ({ rubric, messages, reply, context }, { signal } = {}) => {
    const inputs = {
      rubric: `${rubric.name}: ${rubric.description}`,
      scale: rubric.anchors.map((anchor, at) => `${at + 1}: ${anchor}`).join(" "),
      ...quoted(messages),
      reply: quote(reply),
      ...context,
    };
    const { rating, reason } = await untilReadable((options) => predict(rateReply, lm, inputs, options), signal);
    return { rating: Number(rating), reason };
  };
};

/** Compares two replies by asking `lm`, one call a question (two where the first answer cannot be read); `undefined` where that model cannot judge. */
export const replyComparer = (lm: ModelConnection): PreferReply | undefined => {
  if (!lm.canJudge) return undefined;
  return ({ rubric, messages, first, second, context }, { signal } = {}) => {
    const inputs = {
      rubric: `${rubric.name}: ${rubric.description}`,
      ...quoted(messages),
      first: quote(first),
      second: quote(second),
      ...context,
    };
    return untilReadable((options) => predict(compareReplies, lm, inputs, options), signal);
  };
};

/** Asks, and asks another time in another way where the answer cannot be read. @throws {LmError} */
const untilReadable = async <Answer>(
  ask: (options: PredictOptions) => Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    const again = attempt === 1 ? { temperature: 0 } : { temperature: secondTemperature, seed: attempt };
    try {
      return await ask({ ...again, maxTokens, ...(signal && { signal }) });
    } catch (error) {
      const isUnreadable = error instanceof LmError && (error.code === "malformed" || error.code === "empty");
      if (!isUnreadable || attempt >= attempts) throw error;
    }
  }
};

const quoted = (messages: readonly Message[]) => ({
  conversation:
    messages
      .slice(-mostMessages, -1)
      .map(({ from, text }) => `${from} ${quote(text)}`)
      .join(", ") || "(none)",
  message: quote(messages.at(-1)?.text ?? ""),
});

/** One line in quotation marks whose end no text can write itself: a "Rating: 5" on a line of its own stays data. */
const quote = (text: string): string =>
  JSON.stringify(text.slice(0, longestQuote)).replace(/[\u0085\u2028\u2029]/g, " ");
