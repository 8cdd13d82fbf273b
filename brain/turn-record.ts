import type { TurnRecord } from "./core/ports.ts";
import { shownIn, wordsLeftOut } from "./core/session.ts";
import type { TurnEvent, TurnEventOf } from "./core/turn.ts";
import { maskPersonalData } from "./text/personal-data.ts";

/**
 * The line of the turn log. Personal data are masked; a message whose words guards left out, or that they had not all seen
 * (`isScreened`), is withheld, and so is where in it something stood. `abandoned` is a turn whose reader left.
 */
export const turnRecord = (
  events: readonly TurnEvent[],
  { persona, model, isScreened }: { readonly persona: string; readonly model: string; readonly isScreened: boolean },
): TurnRecord => {
  const first = <T extends TurnEvent["type"]>(type: T) =>
    events.find((event): event is TurnEventOf<T> => event.type === type);
  const guards = events.filter((event) => event.type === "guard");
  // A reader may leave before the guards have spoken: then nobody knows yet whether the message may be kept.
  const isWithheld = !isScreened || wordsLeftOut(guards.filter(({ side }) => side === "input")) !== undefined;
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
    verdicts: guards.map(({ type: _type, turn: _turn, span, spans: _spans, draft: _draft, ...verdict }) => ({
      ...verdict,
      ...(span && !(isWithheld && verdict.side === "input") && { span }),
    })),
    ...optional("tokens", usage && { prompt: usage.promptTokens, completion: usage.completionTokens }),
    ...optional("ms", usage?.ms),
    message: isWithheld || start === undefined ? null : maskPersonalData(start.message),
    reply: maskPersonalData(shownIn(events)) || null,
    ...optional("by", reply?.by),
    ...optional("ended", reply?.ended),
    ...optional("error", error?.code ?? (reply ? undefined : "abandoned")),
  };
};

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Exclude<Value, undefined> };
