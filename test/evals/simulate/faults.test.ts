import { describe, expect, it } from "vitest";
import { conversationFaults, faultInWords } from "../../../evals/simulate/faults.ts";
import { brokenTurn, transcriptOf, turn } from "./turns.ts";

describe("conversationFaults", () => {
  it("tells which model failed, how often, and what the first of them said", () => {
    const faults = conversationFaults([
      transcriptOf("a", { turns: [turn(), brokenTurn("rejected")], end: { reason: "error", code: "rejected" } }),
      transcriptOf("b"),
      transcriptOf("c", { turns: [brokenTurn("rejected")], end: { reason: "error", code: "rejected" } }),
      transcriptOf("d", {
        userLm: "test:player",
        end: { reason: "error", code: "malformed", message: "it played nobody" },
      }),
    ]);
    expect(faults.map(faultInWords)).toEqual([
      "2 conversations ended because test:model, which replies, failed (rejected): it broke",
      "1 conversation ended because test:player, which plays the users, failed (malformed): it played nobody",
    ]);
  });

  it("reads transcripts that were written without the message", () => {
    expect(conversationFaults([transcriptOf("a", { end: { reason: "error", code: "timeout" } })])).toEqual([
      { code: "timeout", of: "user", lm: "unknown", conversations: 1 },
    ]);
  });
});
