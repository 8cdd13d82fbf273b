import type { TurnEventOf } from "../../brain/core/turn.ts";
import type { SpanPlan } from "./span-plan.ts";
import type { FinishedTurn } from "./telemetry.ts";

type Retry = TurnEventOf<"retry">;

/** What a `retry` names where no model is asked any more. */
const isModel = (lm: string): boolean => lm.includes(":");

/**
 * A span for each attempt at a reply by a model, from `begin` on; none where no model was asked. Where the turn was told
 * without times, nothing is known of how long each attempt but the last took: those before it have no length, and say so.
 */
export const attemptSpans = (turn: FinishedTurn, begin: number, end: number): readonly SpanPlan[] => {
  const { events, times } = turn;
  const retries = events.flatMap((event, place) => (event.type === "retry" ? [{ event, at: times?.[place] }] : []));
  const last = lastModel(turn);
  if (last === undefined) return [];
  const asked = retries.filter(({ event }) => isModel(event.lm));
  const first = asked[0] === undefined ? last : firstModel(turn, asked[0].event, last);
  const lms = [first, ...asked.map(({ event }) => event.lm)];
  const lastOf = new Map(lms.map((lm, place) => [lm, place]));
  return lms.map((lm, place) => {
    const next = retries[place];
    const isLast = place === lms.length - 1;
    const start = place === 0 ? begin : (retries[place - 1]?.at ?? begin);
    const over = next?.at ?? (isLast ? end : start);
    const failed = codeOf(turn, next?.event, isLast);
    return {
      name: `chat ${modelOf(lm).model}`,
      kind: "client",
      start,
      end: Math.max(start, over),
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": modelOf(lm).provider,
        "gen_ai.request.model": modelOf(lm).model,
        "understudy.attempt": place + 1,
        "understudy.untimed": times === undefined && !isLast ? true : undefined,
        // Tokens are known by the model, not by the attempt.
        ...(lastOf.get(lm) === place && tokensOf(turn, lm)),
        "error.type": failed,
      },
      ...(failed !== undefined && { error: failed }),
    };
  });
};

/** `undefined` where no model was asked for the reply: a record has the hash of the prompt, where one was. */
const lastModel = ({ record }: FinishedTurn): string | undefined =>
  record.metadata.prompt_hash === null || record.model.name === "none"
    ? undefined
    : `${record.model.provider}:${record.model.name}`;

/** Whom the first attempt was made by, where another one followed: a block names no model, but a record has them in their order. */
const firstModel = ({ record }: FinishedTurn, { code }: Retry, last: string): string => {
  const { faults, by_model: parts } = record.metadata;
  if (code !== undefined) return faults?.[0]?.lm ?? last;
  return parts?.[0] === undefined ? last : `${parts[0].provider}:${parts[0].model}`;
};

/** Why an attempt came to nothing: the fault's code, or `blocked` where a guard held the reply back. */
const codeOf = ({ record }: FinishedTurn, next: Retry | undefined, isLast: boolean): string | undefined =>
  next !== undefined ? (next.code ?? "blocked") : isLast ? record.metadata.error : undefined;

const tokensOf = ({ record: { model, metadata } }: FinishedTurn, lm: string) => {
  const parts = metadata.by_model ?? [{ model: model.name, provider: model.provider, tokens: metadata.tokens }];
  const tokens = parts.find((each) => `${each.provider}:${each.model}` === lm)?.tokens;
  if (tokens === undefined) return {};
  return {
    "gen_ai.usage.input_tokens": tokens.input,
    "gen_ai.usage.output_tokens": tokens.output,
  };
};

const modelOf = (lm: string): { readonly provider: string; readonly model: string } => {
  const colon = lm.indexOf(":");
  return { provider: lm.slice(0, Math.max(0, colon)), model: lm.slice(colon + 1) };
};
