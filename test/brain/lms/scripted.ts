import type { ChatPart, ChatRequest, ModelConnection } from "../../../brain/core/ports.ts";

export type Scripted = ModelConnection & {
  /** The requests in their order. */
  readonly asked: ChatRequest[];
  /** How the calls ended, as far as they did: read to the end, or left before. */
  readonly ended: ("whole" | "left")[];
};

/** A model that says what `say` gives for the n-th call (from 0), one part a string; an error in it is thrown there. */
export const scripted = (
  say: (
    call: number,
    request: ChatRequest,
    signal: AbortSignal | undefined,
  ) => AsyncIterable<string> | readonly (string | Error)[],
): Scripted => {
  const asked: ChatRequest[] = [];
  const ended: Scripted["ended"] = [];
  return {
    asked,
    ended,
    identity: { provider: "scripted", model: "one" },
    canJudge: true,
    async *chat(request, { signal }): AsyncGenerator<ChatPart> {
      const call = asked.push(request) - 1;
      let whole = false;
      try {
        for await (const text of say(call, request, signal)) {
          if (typeof text !== "string") throw text;
          yield { type: "text", text };
        }
        whole = true;
        yield { type: "usage", promptTokens: 100, completionTokens: 20 };
      } finally {
        ended.push(whole ? "whole" : "left");
      }
    },
  };
};
