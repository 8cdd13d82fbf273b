import type { CallOptions, ChatPart, ChatRequest, ModelConnection } from "../../core/ports.ts";
import { retrying } from "../retrying.ts";
import type { ConnectionState } from "./connection-state.ts";
import { hedged } from "./hedged.ts";
import { limited } from "./limited.ts";

/**
 * A connection that asks once, made to deal with faults: each try keeps to the limits and asks the breaker, a slow one is
 * hedged where that was set, one that failed before any text is made again. What was decided is told to `onDecision`,
 * pauses to `onPause`. Of several usage parts only that of the try that ended the call comes through.
 */
export const resilient = (single: ModelConnection, state: ConnectionState): ModelConnection => {
  const { settings, timers, breaker } = state;
  const { hedgeAfter } = settings;

  const attempt = (request: ChatRequest, options: CallOptions): AsyncIterable<ChatPart> =>
    hedgeAfter === undefined
      ? limited(single, state, request, options)
      : hedged((signal, hedge) => limited(single, state, request, { ...options, signal }, hedge), {
          after: hedgeAfter,
          timers,
          signal: options.signal,
          lm: state.lm,
          onDecision: options.onDecision,
        });

  return {
    identity: single.identity,
    canJudge: single.canJudge,
    chat: (request, options) =>
      retrying(() => attempt(request, options), {
        timers,
        signal: options.signal,
        onPause: options.onPause,
        longestWait: options.longestWait,
        retries: settings.retries,
        isAside: ({ type }) => type === "usage",
        isHopeless: () => breaker.refusal() !== undefined,
      }),
  };
};
