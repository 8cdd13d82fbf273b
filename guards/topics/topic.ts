import type { TopicRule } from "../../brain/core/policy.ts";
import type { OutputCheck } from "../../brain/core/ports.ts";
import { allow, type Block, type OutputVerdict } from "../../brain/core/turn.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { blankTerms } from "./blank-terms.ts";

/** How much of what was shown guards look at, in UTF-16 units: more than any of them reads. */
const longestShown = 2000;

/** One guard for a topic, of several that know it in different ways: the first that blocks speaks for all. */
export const topic = (name: string, rule: TopicRule, parts: readonly StreamGuard[]): StreamGuard => {
  // The guard of links takes them as hosts that may be linked, which a blanked text would open further.
  const local =
    rule.except.length > 0 && name !== "links" ? parts.map((part) => withExceptions(part, rule.except)) : parts;
  const opens = local.flatMap(({ openFrom }) => (openFrom ? [openFrom] : []));
  const [only] = local;
  if (local.length === 1 && only !== undefined && !rule.judge) return only;
  return {
    name,
    near: !rule.judge && local.every(({ near }) => near),
    async check(output) {
      for (const part of local) {
        const verdict = await part.check(output);
        if (verdict.action === "block") return verdict;
      }
      return rule.judge ? secondOpinion(name, rule, output) : allow;
    },
    ...(opens.length > 0 && { openFrom: (text: string) => Math.min(...opens.map((open) => open(text))) }),
  };
};

/** What the model says of a piece that the local rules let pass; where none is configured, nothing. */
async function secondOpinion(
  name: string,
  { description, examples, except }: TopicRule,
  { text, previousUserMessage, judge }: OutputCheck,
): Promise<OutputVerdict> {
  if (judge === undefined || text.trim() === "") return allow;
  const belongs = await judge({ topic: name, description, examples, except, text, previousUserMessage });
  return belongs ? judged(name, text) : allow;
}

const judged = (name: string, text: string): Block => ({
  action: "block",
  guard: name,
  category: name,
  reason: "the judging model finds the topic in it",
  span: [0, text.length],
  source: "judge",
});

/** The guard as if the operator's exceptions stood in no text: spans stay those of the text as it is. */
function withExceptions(guard: StreamGuard, except: readonly string[]): StreamGuard {
  const blank = blankTerms(except);
  return {
    name: guard.name,
    check: ({ text, shown, ...output }) => {
      const tail = Math.max(0, shown.length - longestShown);
      // As one text: what an exception touches may have been shown before.
      const both = blank(shown.slice(tail) + text);
      const from = shown.length - tail;
      return guard.check({ ...output, text: both.slice(from), shown: shown.slice(0, tail) + both.slice(0, from) });
    },
    ...(guard.openFrom && { openFrom: guard.openFrom }),
  };
}
