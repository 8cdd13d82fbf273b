import type { TurnEvent } from "../../../brain/core/turn.ts";
import { displayLine } from "../display-text.ts";
import { fitParts, type LinePart } from "./fit-parts.ts";
import { stageAfter } from "./stage-after.ts";
import { unusualParts } from "./summarize-turn.ts";
import { allOf, lastOf, readableTime } from "./turn-events.ts";

export type Glanced = {
  readonly events: readonly TurnEvent[];
  readonly isRunning: boolean;
  /** Milliseconds since the first event. */
  readonly elapsed: number;
};

/** A turn in one line of at most `columns` columns, as far as its pipeline alone fits: the less there is room for, the more it matters. */
export const glance = ({ events, isRunning, elapsed }: Glanced, columns: number): string => {
  const sentiment = lastOf(events, "sentiment");
  const route = lastOf(events, "route");
  const nearest = lastOf(events, "demos")?.demos.map(({ similarity }) => similarity) ?? [];
  const block = allOf(events, "guard").findLast(({ action }) => action === "block");
  const usage = lastOf(events, "usage");
  const stage = isRunning
    ? (events.map((event) => stageAfter(event)).findLast((name) => name !== undefined) ?? "")
    : "";
  const ms = isRunning ? elapsed : (usage?.ms.total ?? elapsed);
  const parts: readonly LinePart[] = [
    { text: `#${events[0]?.turn}`, rank: 2.5 },
    { text: sentiment ? `${sentiment.sentiment} ${sentiment.confidence.toFixed(2)}` : "", rank: 3 },
    { text: route ? displayLine(route.pipeline) : "", rank: 0, ...(sentiment && { glue: " → " }) },
    { text: displayLine(stage), rank: 2 },
    { text: readableTime(ms), rank: 1, ...(stage !== "" && { glue: " " }) },
    ...unusualParts(events, 4),
    { text: isRunning && block ? `blocked by ${displayLine(block.category ?? block.guard)}` : "", rank: 4 },
    { text: nearest.length > 0 ? `nearest demo ${Math.max(...nearest).toFixed(2)}` : "", rank: 5 },
  ];
  return fitParts(parts, columns);
};
