import { LmError } from "../core/errors.ts";
import type { ChatRequest, Clock, Gate, GateStep, ModelConnection, Pause } from "../core/ports.ts";
import type { Block } from "../core/turn.ts";
import type { InputsOf } from "../signatures/define-signature.ts";
import { respond } from "../signatures/respond.ts";
import { estimateRequestTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { type PredictOptions, streamPrediction } from "./predict.ts";
import { createAsides, withAsides } from "./with-asides.ts";

export type AttemptPart =
  | { readonly type: "request"; readonly request: ChatRequest }
  | { readonly type: "pause"; readonly pause: Pause }
  | { readonly type: "delta"; readonly text: string };

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

/** Streams one reply through the gate: yields what may be shown, returns how it ended. The model is stopped at the first block. */
export async function* attemptReply(
  lm: ModelConnection,
  inputs: InputsOf<typeof respond>,
  gate: Gate,
  clock: Clock,
  options: PredictOptions,
): AsyncGenerator<AttemptPart, Attempt> {
  const requests: ChatRequest[] = [];
  const pauses = createAsides<Pause>();
  let asked: ChatRequest | undefined;
  let shown = "";
  let draft = "";
  let space = "";
  let gateMs = 0;
  let counted: Attempt["tokens"] | undefined;
  let block: Block | undefined;
  let blocks: readonly Block[] = [];

  // White space waits for the words after it: a reply never ends in it, and the deltas are exactly the reply.
  const release = (passed: string): string => {
    const held = space + passed;
    const text = shown === "" ? held.trim() : held.trimEnd();
    space = held.slice(held.trimEnd().length);
    shown += text;
    return text;
  };
  const pass = async (step: () => Promise<GateStep>): Promise<string> => {
    const from = clock.elapsed();
    const { release: passed, verdict, blocks: found } = await step();
    gateMs += clock.elapsed() - from;
    if (verdict.action === "block") [block, blocks] = [verdict, found];
    return release(passed);
  };

  const unseen = function* (): Generator<AttemptPart> {
    for (const request of requests.splice(0)) {
      asked = request;
      yield { type: "request", request };
    }
  };
  // A stream that was stopped never told its usage: then it is estimated.
  const tokens = () =>
    counted ?? { prompt: asked ? estimateRequestTokens(asked) : 0, completion: estimateTokens(draft) };

  try {
    const parts = streamPrediction(respond, lm, inputs, {
      ...options,
      onRequest: (request) => requests.push(request),
      onPause: pauses.add,
    });
    for await (const heard of withAsides(parts, pauses)) {
      yield* unseen();
      if ("aside" in heard) {
        yield { type: "pause", pause: heard.aside };
        continue;
      }
      const part = heard.item;
      if (part.type === "usage") {
        counted = { prompt: part.promptTokens, completion: part.completionTokens };
        continue;
      }
      const piece = part.values.reply ?? "";
      draft += piece;
      const text = await pass(() => gate.push(piece));
      if (text !== "") yield { type: "delta", text };
      if (block) return { shown, draft, block, blocks, stoppedModel: true, tokens: tokens(), gateMs };
    }
  } catch (error) {
    yield* unseen();
    if (!(error instanceof LmError)) throw error;
    return { shown, draft, blocks, stoppedModel: false, fault: error, tokens: tokens(), gateMs };
  }
  const text = await pass(() => gate.end());
  if (text !== "") yield { type: "delta", text };
  return { shown, draft, ...(block && { block }), blocks, stoppedModel: false, tokens: tokens(), gateMs };
}
