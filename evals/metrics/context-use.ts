import type { Metric } from "../../brain/core/evaluation.ts";
import { contextRules, givenTime } from "./context-rules.ts";

/**
 * 1 where all that the reply says of the time fits the time it was given, 0 where anything does not: a greeting of another
 * part of the day, a long absence after two minutes, a wrong day. Nothing where the reply does not speak of time, as far as
 * a handful of English rules can see. What the user's own message brought up may be taken up.
 */
export const contextUse = (): Metric => ({
  name: "context-use",
  needs: "reply",
  score({ case: { messages }, reply, context }) {
    if (reply === undefined) return undefined;
    const text = reply.text.trim().replaceAll("’", "'");
    const asked = (messages.at(-1)?.text ?? "").replaceAll("’", "'");
    const time = givenTime(context);
    const said = contextRules.flatMap((rule) => {
      const found = rule.find(text);
      if (found === null) return [];
      const isEcho = rule.asked ? rule.asked.test(asked) : rule.find(asked) !== null;
      return [{ name: rule.name, fits: isEcho || rule.fits(found, time) }];
    });
    if (said.length === 0) return undefined;
    const wrong = said.filter(({ fits }) => !fits).map(({ name }) => name);
    return wrong.length === 0
      ? { score: 1, reason: `fits the time: ${said.map(({ name }) => name).join(", ")}` }
      : { score: 0, reason: `out of place: ${wrong.join(", ")}` };
  },
});
