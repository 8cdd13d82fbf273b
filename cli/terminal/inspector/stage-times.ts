import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { lastOf } from "./turn-events.ts";

/** A stage of a turn: milliseconds after its beginning. */
export type StageTime = { readonly stage: string; readonly from: number; readonly to: number };

/** Stages that follow each other before a model is asked, by their names in `usage.ms`, and as a reader knows them. */
const stagesBefore: Readonly<Record<string, string>> = {
  normalise: "normalise",
  inputGuards: "input guards",
  context: "context",
  budgets: "budgets",
  sentiment: "sentiment",
  demos: "demos",
};

/** Time of no stage, as a share of the turn, that is told: less is nothing that anybody would look for. */
const otherShare = 0.05;

export type TurnTimes = { readonly stages: readonly StageTime[]; readonly total: number };

/** Where a turn's time went: as it was measured, once it was; until then by when its events came, up to `elapsed`. */
export const stageTimes = (events: readonly TurnEvent[], times: readonly number[], elapsed: number): TurnTimes => {
  const usage = lastOf(events, "usage");
  return usage ? measuredTimes(usage) : arrivalTimes(events, times, elapsed);
};

const measuredTimes = ({ ms, lm }: TurnEventOf<"usage">): TurnTimes => {
  const { total, model, firstToken, gate, ...stages } = ms;
  const told: StageTime[] = [];
  let at = 0;
  const others = Object.keys(stages).filter((name) => stagesBefore[name] === undefined);
  for (const name of [...Object.keys(stagesBefore), ...others]) {
    const length = stages[name];
    if (length === undefined) continue;
    told.push({ stage: stagesBefore[name] ?? name, from: at, to: at + length });
    at += length;
  }
  if (lm !== "none") {
    if (firstToken !== undefined) told.push({ stage: "first words", from: Math.min(at, firstToken), to: firstToken });
    told.push({ stage: "model", from: at, to: at + model });
    at += model;
  }
  const other = total - (gate ?? 0) - at;
  if (told.length > 0 && other > total * otherShare) {
    told.push({ stage: "other", from: at, to: at + other });
    at += other;
  }
  // The gate works between the pieces of the reply: its time is drawn together, where the last of them ended.
  if (gate !== undefined)
    told.push({ stage: "gate", from: Math.max(at, total - gate), to: Math.max(at, total - gate) + gate });
  return { stages: told, total: Math.max(total, 0) };
};

const arrivalTimes = (events: readonly TurnEvent[], times: readonly number[], elapsed: number): TurnTimes => {
  const total = Math.max(0, elapsed, times.at(-1) ?? 0);
  const stages: StageTime[] = [];
  let open: string | undefined = "guards, mood";
  let from = 0;
  const close = (to: number) => {
    if (open !== undefined) stages.push({ stage: open, from, to: Math.max(from, to) });
    from = Math.max(from, to);
  };
  for (const [index, event] of events.entries()) {
    const next = openedBy(event);
    if (next === undefined || next === open) continue;
    close(Math.min(total, times[index] ?? from));
    open = next;
    if (event.type !== "wait") continue;
    close(Math.min(total, from + event.ms));
    open = "first words";
  }
  const isOver = events.some(({ type }) => type === "reply" || type === "error");
  if (events.length > 0) close(isOver ? (times.at(-1) ?? from) : total);
  return { stages, total };
};

/** The stage that begins with an event. */
const openedBy = (event: TurnEvent): string | undefined => {
  if (event.type === "context") return "demos";
  if (event.type === "demos") return "first words";
  if (event.type === "delta") return "answering";
  if (event.type === "wait") return "pause";
  return event.type === "retry" ? `attempt ${event.attempt}` : undefined;
};
