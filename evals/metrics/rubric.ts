import type { Metric } from "../../brain/core/evaluation.ts";
import type { RateReply, Rubric } from "../../brain/core/rating.ts";
import { withoutQuotes } from "./without-quotes.ts";

/**
 * A judge's rating of the reply by a rubric: (rating − 1) ÷ 4. One model call a reply; none, and no score, where a crisis
 * was answered: what was said then is kept from every model. (G-Eval: arXiv 2303.16634.)
 */
export const rubricMetric = (rubric: Rubric, rate: RateReply): Metric => ({
  name: `rubric:${rubric.name}`,
  needs: "reply",
  async score({ case: { messages }, reply, context }, options = {}) {
    if (reply === undefined || reply.by === "care") return undefined;
    const { rating, reason } = await rate({ rubric, messages, reply: reply.text, context }, options);
    const said = withoutQuotes(reason, [reply.text, ...messages.map(({ text }) => text)]);
    return { score: (rating - 1) / 4, reason: `rated ${rating} of 5${said === "" ? "" : `: ${said}`}` };
  },
});
