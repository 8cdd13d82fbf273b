import type { Decision } from "../core/decision.ts";
import { LmError } from "../core/errors.ts";
import type { ChatRequest, Clock, Gate, GateStep, ModelConnection, Pause } from "../core/ports.ts";
import type { Block } from "../core/turn.ts";
import { isUnbilled } from "../core/unbilled.ts";
import type { InputsOf } from "../signatures/define-signature.ts";
import { respond } from "../signatures/respond.ts";
import { estimateRequestTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { stanceSoFar } from "../text/model-refusal.ts";
import { type PredictOptions, streamPrediction } from "./predict.ts";
import { type Asides, createAsides, withAsides } from "./with-asides.ts";

export type AttemptPart =
  | { readonly type: "request"; readonly request: ChatRequest }
  | { readonly type: "pause"; readonly pause: Pause }
  | { readonly type: "decision"; readonly decision: Decision }
  | { readonly type: "delta"; readonly text: string };

/** What is heard of a connection while it is asked. */
export type AttemptAside = Extract<AttemptPart, { type: "pause" | "decision" }>;

/** How one attempt at a reply ended. `shown` is what passed the gate; `draft` all that the model wrote. */
export type Attempt = {
  readonly shown: string;
  readonly draft: string;
  readonly block?: Block;
  /** All that the guards had against the piece that was blocked, the most severe first. */
  readonly blocks: readonly Block[];
  /** Whether the model was still writing when its piece was blocked; then its stream was ended. */
  readonly stoppedModel: boolean;
  readonly fault?: LmError;
  readonly tokens: { readonly prompt: number; readonly completion: number };
  /** Milliseconds in the gate. */
  readonly gateMs: number;
};

/**
 * Streams one reply through the gate: yields what may be shown, returns how it ended. The model is stopped at the first
 * block, and where it declines in its own words, out of voice; a sentence that may be the beginning of that waits until the
 * next one, or the end, shows whether it is. A reply that was cut because it had come to its longest ends in a fault, too,
 * unless it happens to end with a sentence: what is left of the last one is not shown.
 */
export async function* attemptReply(
  lm: ModelConnection,
  inputs: InputsOf<typeof respond>,
  gate: Gate,
  clock: Clock,
  options: PredictOptions,
  asides: Asides<AttemptAside> = createAsides(),
): AsyncGenerator<AttemptPart, Attempt> {
  const requests: ChatRequest[] = [];
  let asked: ChatRequest | undefined;
  let shown = "";
  let draft = "";
  let space = "";
  /** Passed the gate, and waits: it may be the model's refusal. */
  let held = "";
  let gateMs = 0;
  let counted: Attempt["tokens"] | undefined;
  let isCut = false;
  let block: Block | undefined;
  let blocks: readonly Block[] = [];
  let fault: LmError | undefined;

  // White space waits for the words after it: a reply never ends in it, and the deltas are exactly the reply.
  const release = (passed: string): string => {
    const words = space + passed;
    const text = shown === "" ? words.trim() : words.trimEnd();
    space = words.slice(words.trimEnd().length);
    shown += text;
    return text;
  };
  // The end, whatever way it comes, shows what could not be told before.
  const settle = (passed: string, isEnd = false): string => {
    if (passed === "" && !isEnd) return "";
    const words = held + passed;
    const stance = stanceSoFar(shown + space + words, { question: inputs.message, isEnd });
    held = stance === "may-refuse" ? words : "";
    if (stance === "refuses") fault = declined(lm);
    return stance === "speaks" ? release(words) : "";
  };
  const pass = async (step: () => Promise<GateStep>, isEnd = false): Promise<string> => {
    const from = clock.elapsed();
    const { release: passed, verdict, blocks: found, unjudged } = await step();
    gateMs += clock.elapsed() - from;
    const isBlocked = verdict.action === "block";
    const text = settle(passed, isEnd || isBlocked);
    if (fault) return "";
    if (isBlocked && unjudged) fault = unjudged;
    else if (isBlocked) [block, blocks] = [verdict, found];
    return text;
  };

  const unseen = function* (): Generator<AttemptPart> {
    for (const request of requests.splice(0)) {
      asked = request;
      yield { type: "request", request };
    }
  };
  // A stream that was stopped never told its usage: then it is estimated. A server that did nothing charges nothing.
  const tokens = (error: LmError | undefined) => {
    if (counted !== undefined) return counted;
    const isFree = draft === "" && error !== undefined && isUnbilled(error);
    return asked === undefined || isFree
      ? { prompt: 0, completion: 0 }
      : { prompt: estimateRequestTokens(asked), completion: estimateTokens(draft) };
  };

  const ended = (how: Partial<Pick<Attempt, "block" | "fault" | "stoppedModel">> = {}): Attempt => ({
    ...{ shown, draft, blocks, stoppedModel: false, tokens: tokens(how.fault), gateMs },
    ...how,
  });

  try {
    const parts = streamPrediction(respond, lm, inputs, {
      ...options,
      onRequest: (request) => requests.push(request),
      call: {
        ...options.call,
        onPause: (pause) => asides.add({ type: "pause", pause }),
        onDecision: (decision) => asides.add({ type: "decision", decision }),
      },
    });
    for await (const heard of withAsides(parts, asides)) {
      yield* unseen();
      if ("aside" in heard) {
        yield heard.aside;
        continue;
      }
      const part = heard.item;
      if (part.type === "usage") {
        counted = { prompt: part.promptTokens, completion: part.completionTokens };
        isCut = part.isCut ?? false;
        continue;
      }
      const piece = part.values.reply ?? "";
      draft += piece;
      const text = await pass(() => gate.push(piece));
      if (text !== "") yield { type: "delta", text };
      if (fault) return ended({ stoppedModel: true, fault });
      if (block) return ended({ stoppedModel: true, block });
    }
  } catch (error) {
    yield* unseen();
    if (!(error instanceof LmError)) throw error;
    const text = held === "" ? "" : settle("", true);
    if (text !== "") yield { type: "delta", text };
    return ended({ fault: error });
  }
  // What a reply of the greatest length ends with is half a sentence as a rule.
  const isHalf = isCut && !endsSentence.test(draft);
  const text = isHalf ? settle("", held !== "") : await pass(() => gate.end(), true);
  if (isHalf) fault ??= cut(lm);
  if (text !== "") yield { type: "delta", text };
  return fault ? ended({ fault }) : ended(block && { block });
}

const endsSentence = /[.!?…。！？]["'”’»)\]*_~]*\s*$/u;

const nameOf = ({ identity }: ModelConnection) => `${identity.provider}:${identity.model}`;

const declined = (lm: ModelConnection): LmError =>
  new LmError("refused", `${nameOf(lm)} declined in its own words`, { retryable: false });

const cut = (lm: ModelConnection): LmError =>
  new LmError("cut", `the reply of ${nameOf(lm)} was cut: it came to max_tokens before it was finished`, {
    retryable: false,
  });
