import type { Take } from "../../brain/core/conversation.ts";
import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";

/** What came of a turn beside its words, as an export tells it. Drafts that were blocked are not in it. */
export type TakeFacts = {
  /** Missing where the turn did not come to its end. */
  readonly by?: TurnEventOf<"reply">["by"];
  readonly ended?: TurnEventOf<"reply">["ended"];
  readonly pipeline?: string;
  readonly sentiment?: Pick<TurnEventOf<"sentiment">, "sentiment" | "confidence" | "hostile">;
  readonly context?: Omit<TurnEventOf<"context">, "type" | "turn">;
  /** Name of the program that chose the demos, where it has one. */
  readonly program?: string;
  readonly demos: TurnEventOf<"demos">["demos"];
  readonly verdicts: readonly Pick<
    TurnEventOf<"guard">,
    "side" | "guard" | "action" | "category" | "reason" | "source" | "attempt"
  >[];
  readonly lm?: string;
  /** The connection's name in understudy.yaml. */
  readonly connection?: string;
  /** US dollars of all calls of the turn. */
  readonly cost?: number;
  readonly experiment?: { readonly experiment: string; readonly variant: string };
  readonly tokens?: { readonly prompt: number; readonly completion: number };
  /** What each model took of them, where several were asked. */
  readonly tokensByModel?: readonly { readonly lm: string; readonly prompt: number; readonly completion: number }[];
  /** Milliseconds of the whole turn. */
  readonly ms?: number;
  /** Code of the fault that ended it. */
  readonly error?: string;
};

export const factsOf = ({ events }: Take): TakeFacts => {
  const last = <Type extends TurnEvent["type"]>(type: Type): TurnEventOf<Type> | undefined =>
    // What `type` picks is of that type, which a predicate cannot say of a type parameter.
    events.findLast((event) => event.type === type) as TurnEventOf<Type> | undefined;
  const [reply, route, mood, context, demos, usage, error, trial] = [
    last("reply"),
    last("route"),
    last("sentiment"),
    last("context"),
    last("demos"),
    last("usage"),
    last("error"),
    last("experiment"),
  ];
  return {
    ...(reply && { by: reply.by, ended: reply.ended }),
    ...(route && { pipeline: route.pipeline }),
    ...(mood && { sentiment: { sentiment: mood.sentiment, confidence: mood.confidence, hostile: mood.hostile } }),
    ...(context && { context: withoutHead(context) }),
    ...(demos?.program && { program: demos.program.name }),
    demos: demos?.demos ?? [],
    verdicts: events.flatMap((event) => {
      if (event.type !== "guard") return [];
      const { side, guard, action, category, reason, source, attempt } = event;
      return [{ side, guard, action, category, reason, source, attempt }];
    }),
    ...(trial && { experiment: { experiment: trial.experiment, variant: trial.variant } }),
    ...(usage && {
      lm: usage.lm,
      ...(usage.connection !== undefined && { connection: usage.connection }),
      ...(usage.cost !== undefined && { cost: usage.cost }),
      tokens: { prompt: usage.promptTokens, completion: usage.completionTokens },
      ...(usage.byModel && {
        tokensByModel: usage.byModel.map(({ lm, promptTokens, completionTokens }) => ({
          lm,
          prompt: promptTokens,
          completion: completionTokens,
        })),
      }),
      ms: usage.ms.total,
    }),
    ...(error && { error: error.code }),
  };
};

const withoutHead = ({ type: _, turn: __, ...context }: TurnEventOf<"context">) => context;
