import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { allOf, lastOf, readableTime } from "./turn-events.ts";

/** One line about a turn: `negative → comfort · 5 demos · 12 ms · 230+31 tokens`, and what was not as usual. */
export const summarizeTurn = (events: readonly TurnEvent[]): string => {
  const sentiment = lastOf(events, "sentiment");
  const route = lastOf(events, "route");
  const demos = lastOf(events, "demos")?.demos.length;
  const usage = lastOf(events, "usage");
  const attempts = allOf(events, "retry").length + 1;
  const mood = sentiment && `${sentiment.sentiment}${sentiment.hostile ? ", hostile" : ""}`;
  return [
    [mood, route?.pipeline].filter(isGiven).join(" → "),
    demos === undefined ? undefined : `${demos} ${demos === 1 ? "demo" : "demos"}`,
    usage && readableTime(usage.ms.total),
    usage && `${usage.promptTokens}+${usage.completionTokens} tokens`,
    attempts > 1 ? `${attempts} attempts` : undefined,
    ...unusual(lastOf(events, "reply")),
  ]
    .filter(isGiven)
    .join(" · ");
};

const unusual = (reply: TurnEventOf<"reply"> | undefined): (string | undefined)[] => [
  reply && { model: undefined, fallback: "fallback model", safe: "safe reply", care: "care reply" }[reply.by],
  reply &&
    { complete: undefined, "cut-by-guard": "cut by guard", "cut-by-connection": "cut by connection" }[reply.ended],
];

const isGiven = (part: string | undefined): part is string => part !== undefined && part !== "";
