import { LmError } from "../../brain/core/errors.ts";
import type { PredictedVerdict, Prediction } from "../../brain/core/evaluation.ts";
import type { Demo } from "../../brain/core/example.ts";
import type { ModelConnection } from "../../brain/core/ports.ts";
import type { Session } from "../../brain/core/session.ts";
import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { runTurn, type TurnOptions, type Understudy } from "../../brain/run-turn.ts";

/** A turn that was watched from beside. */
export type WatchedTurn = {
  readonly events: readonly TurnEvent[];
  /** In the order of the prompt. */
  readonly demos: readonly Demo[];
  /** Of the models that may reply; a judge's are not among them. */
  readonly calls: number;
  /** Set where a budget refused a call: the turn may still have ended in a safe reply or a goodbye, which is none of the program's. */
  readonly refusal?: LmError;
};

/** One message through the real turn: its events, what was chosen, and how often a model was asked. With `untilDemos` no model is. */
export const watchTurn = async (
  understudy: Understudy,
  session: Session,
  message: string,
  { untilDemos = false, ...options }: TurnOptions & { readonly untilDemos?: boolean },
): Promise<WatchedTurn> => {
  let demos: readonly Demo[] = [];
  let calls = 0;
  let refusal: LmError | undefined;
  const watch = (lm: ModelConnection): ModelConnection => ({
    identity: lm.identity,
    canJudge: lm.canJudge,
    async *chat(request, chatOptions) {
      calls++;
      try {
        yield* lm.chat(request, chatOptions);
      } catch (error) {
        if (isOverBudget(error)) {
          calls--;
          refusal = error;
        }
        throw error;
      }
    },
  });
  // The turn may go on without what was refused.
  const heed = (error: unknown): never => {
    if (isOverBudget(error)) refusal = error;
    throw error;
  };
  const { line, fallbacks, cheaper, moodLm, judge } = understudy;
  const watched: Understudy = {
    ...understudy,
    lm: watch(understudy.lm),
    ...(line && { line: line.map(watch) }),
    ...(fallbacks && { fallbacks: fallbacks.map(watch) }),
    ...(cheaper && { cheaper: watch(cheaper) }),
    ...(moodLm && { moodLm: heeding(moodLm, heed) }),
    ...(judge && { judge: (...asked) => judge(...asked).catch(heed) }),
    demos: {
      async select(query) {
        try {
          demos = await understudy.demos.select(query);
        } catch (error) {
          heed(error);
        }
        return demos;
      },
    },
  };
  const events: TurnEvent[] = [];
  for await (const event of runTurn(watched, session, message, options)) {
    events.push(event);
    if (untilDemos && event.type === "demos") break;
  }
  return { events, demos, calls, ...(refusal && { refusal }) };
};

const heeding = (lm: ModelConnection, heed: (error: unknown) => never): ModelConnection => ({
  identity: lm.identity,
  canJudge: lm.canJudge,
  async *chat(request, options) {
    try {
      yield* lm.chat(request, options);
    } catch (error) {
      heed(error);
    }
  },
});

const isOverBudget = (error: unknown): error is LmError => error instanceof LmError && error.code === "over-budget";

/** What metrics score of a turn; `undefined` where it ended in a fault. Without a `reply` where none was waited for. */
export const predictionOf = ({ events, demos, calls }: WatchedTurn): Omit<Prediction, "case"> | undefined => {
  const [sentiment, route, context] = [
    eventOf(events, "sentiment"),
    eventOf(events, "route"),
    eventOf(events, "context"),
  ];
  if (eventOf(events, "error") || !sentiment || !route || !context) return undefined;
  const [usage, reply] = [eventOf(events, "usage"), eventOf(events, "reply")];
  const { type: _, turn: __, ...fields } = context;
  return {
    pipeline: route.pipeline,
    sentiment: sentiment.sentiment,
    context: fields,
    demos,
    ...(eventOf(events, "demos") === undefined && { isFixed: true as const }),
    ...(reply &&
      usage && {
        reply: {
          text: reply.text,
          by: reply.by,
          ended: reply.ended,
          lm: usage.lm,
          calls,
          promptTokens: usage.promptTokens,
          completionTokens: usage.completionTokens,
          ms: usage.ms.total,
        },
      }),
    verdicts: verdictsOf(events),
  };
};

/** What the guards said, without the spans: those are of words that may have been left out. */
export const verdictsOf = (events: readonly TurnEvent[]): readonly PredictedVerdict[] =>
  events.flatMap((event) => (event.type === "guard" ? [verdictOf(event)] : []));

/** The first event of a type. */
export const eventOf = <T extends TurnEvent["type"]>(
  events: readonly TurnEvent[],
  type: T,
): TurnEventOf<T> | undefined => events.find((event): event is TurnEventOf<T> => event.type === type);

const verdictOf = ({ side, guard, action, category, reason, attempt }: TurnEventOf<"guard">): PredictedVerdict => ({
  side,
  guard,
  action,
  ...(category !== undefined && { category }),
  ...(reason !== undefined && { reason }),
  attempt,
});
