import type { Message } from "../core/turn.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";

/** The latest messages within both bounds (tokens as `estimateTokens` counts them), whole messages only, oldest first. */
export const boundedHistory = (
  messages: readonly Message[],
  bounds: { readonly messages: number; readonly tokens: number },
): readonly Message[] => {
  let tokens = 0;
  let start = messages.length;
  while (start > 0 && messages.length - start < bounds.messages) {
    const next = messages[start - 1];
    tokens += next === undefined ? 0 : estimateTokens(next.text);
    if (tokens > bounds.tokens) break;
    start--;
  }
  return messages.slice(start);
};
