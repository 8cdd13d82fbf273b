import type { Decision } from "../../core/decision.ts";
import { LmError } from "../../core/errors.ts";
import type { CallOptions, ChatPart, ChatRequest, ModelConnection } from "../../core/ports.ts";
import { estimateRequestTokens } from "../../text/estimate-tokens.ts";
import type { ConnectionState } from "./connection-state.ts";

/** A call that would wait longer for its turn is refused, so that another connection is asked: milliseconds. */
const usualWait = 30_000;
/** Shorter waits are not told: milliseconds. A person notices about a quarter of a second. */
const noticeable = 250;
/** How long nobody asks a server that said "too many requests" and not for how long: milliseconds. */
const usualHold = 1000;
/** However long it asked for: after that it is asked whether it still means it. Milliseconds. */
const longestHold = 300_000;

/**
 * One call within the limits of its connection, and only where the breaker lets it through: what it comes to is told
 * to both. A hedge waits for nothing: it is refused where it would have to.
 * @throws {LmError} unavailable, and what `single` throws
 */
export async function* limited(
  single: ModelConnection,
  state: ConnectionState,
  request: ChatRequest,
  options: CallOptions,
  hedge?: { readonly onBegin: () => void },
): AsyncGenerator<ChatPart> {
  const { breaker, slots, rate, timers, lm } = state;
  const { signal, longestWait } = options;
  const tell = (decision: Omit<Decision, "lm">) => options.onDecision?.({ lm, ...decision });
  const patience = hedge ? 0 : (longestWait ?? usualWait);
  const refuse = (error: unknown): never => {
    if (!hedge && error instanceof LmError && error.code === "unavailable") {
      tell({ decision: "skipped", reason: error.message });
    }
    throw error;
  };

  // Before any wait: nobody queues for a server that is not asked.
  const refusal = breaker.refusal();
  if (refusal) refuse(refusal);
  const from = timers.elapsed();
  const release = await slots.take(signal, patience).catch(refuse);
  try {
    const queued = timers.elapsed() - from;
    if (queued >= noticeable) tell({ decision: "queued", reason: `waited for a free place at ${lm}`, ms: queued });
    const onWait = (ms: number) => {
      if (ms >= noticeable) tell({ decision: "throttled", reason: `the limits of ${lm} a minute are used up`, ms });
    };
    const prompt = estimateRequestTokens(request);
    const counted = await rate
      .take({ tokens: prompt + request.maxTokens, signal, longestWait: patience, onWait })
      .catch(refuse);
    let tokens = 0;
    try {
      const pass = admit();
      hedge?.onBegin();
      let characters = 0;
      try {
        // Counted until more is known: a reader that leaves has had its prompt read.
        tokens = prompt;
        let usage: number | undefined;
        for await (const part of single.chat(request, options)) {
          if (part.type === "usage") usage = part.promptTokens + part.completionTokens;
          else {
            if (characters === 0) pass.spoke();
            characters += part.text.length;
          }
          tokens = usage ?? prompt + Math.ceil(characters / 4);
          yield part;
        }
        pass.ended();
      } catch (error) {
        if (error instanceof LmError) {
          pass.failed(error);
          if (error.code === "rate-limited" && error.retryable) {
            rate.hold(Math.min(error.retryAfterMs ?? usualHold, longestHold));
          }
          if (unread.has(error.code)) tokens = 0;
        }
        throw error;
      } finally {
        // A reader that had text and left had an answer.
        if (characters > 0) pass.ended();
        else pass.left();
      }
    } finally {
      counted.correct(tokens);
    }
  } finally {
    release();
  }

  function admit() {
    try {
      return breaker.admit(tell);
    } catch (error) {
      return refuse(error);
    }
  }
}

/** Faults with which a server has not read the prompt. */
const unread = new Set(["unreachable", "unauthorized", "not-found", "rate-limited", "rejected", "over-budget"]);
