import type { TurnRecord } from "./core/ports.ts";
import { shownIn } from "./core/session.ts";
import type { TurnEvent, TurnEventOf } from "./core/turn.ts";
import { maskPersonalData } from "./text/personal-data.ts";

/** The line of the turn log, from the events alone. Personal data are masked; a message in crisis, and the spans within it, are withheld; `abandoned` is a turn whose reader left. */
export const turnRecord = (events: readonly TurnEvent[], persona: string, model: string): TurnRecord => {
  const first = <T extends TurnEvent["type"]>(type: T) =>
    events.find((event): event is TurnEventOf<T> => event.type === type);
  const guards = events.filter((event) => event.type === "guard");
  // A reader may leave before the guards have spoken: then nobody knows yet whether the message may be kept.
  const isScreened = events.some(({ type }) => type === "guard" || type === "sentiment");
  const inCrisis = guards.some(({ category }) => category === "crisis");
  const start = first("turn");
  const mood = first("sentiment");
  const usage = first("usage");
  const reply = first("reply");
  const error = first("error");
  return {
    time: start?.at ?? "",
    session: start?.session ?? "",
    turn: start?.turn ?? 0,
    persona,
    model: usage?.lm ?? model,
    ...optional("pipeline", first("route")?.pipeline),
    ...optional("sentiment", mood && { sentiment: mood.sentiment, confidence: mood.confidence, hostile: mood.hostile }),
    demos: first("demos")?.demos ?? [],
    ...optional("program", first("demos")?.program),
    verdicts: guards.map(({ type: _type, turn: _turn, span, spans: _spans, ...verdict }) => ({
      ...verdict,
      ...(span && !(inCrisis && verdict.side === "input") && { span }),
    })),
    ...optional("tokens", usage && { prompt: usage.promptTokens, completion: usage.completionTokens }),
    ...optional("ms", usage?.ms),
    message: inCrisis || !isScreened || start === undefined ? null : maskPersonalData(start.message),
    reply: maskPersonalData(shownIn(events)) || null,
    ...optional("by", reply?.by),
    ...optional("ended", reply?.ended),
    ...optional("error", error?.code ?? (reply ? undefined : "abandoned")),
  };
};

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Exclude<Value, undefined> };
