import { dollars } from "../../../brain/core/dollars.ts";
import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import { fitParts, type LinePart } from "./fit-parts.ts";
import { safeReplies } from "./stage-after.ts";
import { allOf, lastOf, readableTime } from "./turn-events.ts";

export type SummaryOptions = {
  /** US dollars, where a price is known. */
  readonly cost?: number | undefined;
  /** @default 78: a window of 80, indented by two */
  readonly columns?: number | undefined;
};

/**
 * One line about a turn: `#4 · negative → comfort · 5 demos · 1.2 s · 230+31 tokens · $0.0004`, and what was not as usual.
 * What does not fit is left out, first the cost and the tokens: /why has them.
 */
export const summarizeTurn = (events: readonly TurnEvent[], { cost, columns = 78 }: SummaryOptions = {}): string => {
  const first = events[0];
  if (first === undefined) return "";
  const sentiment = lastOf(events, "sentiment");
  const pipeline = displayLine(lastOf(events, "route")?.pipeline ?? "");
  const demos = lastOf(events, "demos")?.demos.length;
  const usage = lastOf(events, "usage");
  const mood = sentiment ? `${sentiment.sentiment}${sentiment.hostile ? ", hostile" : ""}` : "";
  const parts: readonly LinePart[] = [
    { text: `#${first.turn}`, rank: 0 },
    { text: [mood, pipeline].filter((part) => part !== "").join(" → "), rank: 1 },
    { text: demos === undefined ? "" : `${demos} ${demos === 1 ? "demo" : "demos"}`, rank: 4 },
    { text: usage ? readableTime(usage.ms.total) : "", rank: 3 },
    { text: usage ? `${usage.promptTokens}+${usage.completionTokens} tokens` : "", rank: 5 },
    ...unusualParts(events, 2),
    // What costs nothing needs no word.
    { text: cost === undefined || cost === 0 ? "" : dollars(cost), rank: 6 },
  ];
  return fitParts(parts, columns);
};

const authors: Readonly<Record<TurnEventOf<"reply">["by"], string>> = {
  model: "",
  fallback: "fallback model",
  safe: "safe reply",
  care: "care reply",
  goodbye: "goodbye",
};

/** What did not go as usual in a turn. */
export const unusualParts = (events: readonly TurnEvent[], rank: number): readonly LinePart[] => {
  const reply = lastOf(events, "reply");
  const attempts = allOf(events, "retry").filter(({ lm }) => lm !== safeReplies).length + 1;
  const author = reply && authors[reply.by];
  const isCheaper = reply?.by === "model" && allOf(events, "connection").some(({ decision }) => decision === "cheaper");
  const end =
    reply && { complete: "", "cut-by-guard": "cut by guard", "cut-by-connection": "cut by connection" }[reply.ended];
  return [
    // Who wrote it, and how it ended, tell of further attempts, too.
    { text: attempts > 1 ? `${attempts} attempts` : "", rank: rank + 0.5 },
    { text: author ?? "", rank },
    { text: isCheaper ? "cheaper model" : "", rank },
    { text: end ?? "", rank },
  ];
};
