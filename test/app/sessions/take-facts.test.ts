import { expect, it } from "vitest";
import { factsOf } from "../../../app/sessions/take-facts.ts";
import type { TurnEventOf } from "../../../brain/core/turn.ts";

it("tells what each model took, where several were asked", () => {
  const usage: TurnEventOf<"usage"> = {
    type: "usage",
    ...{ turn: 1, lm: "ollama:second", promptTokens: 30, completionTokens: 9, ms: { total: 7, model: 5 } },
    byModel: [
      { lm: "together:first", promptTokens: 20, completionTokens: 4 },
      { lm: "ollama:second", promptTokens: 10, completionTokens: 5 },
    ],
  };
  const facts = factsOf({ turn: 1, reply: "Hi.", at: "", events: [usage], isEnded: true });
  expect(facts).toMatchObject({
    ...{ lm: "ollama:second", tokens: { prompt: 30, completion: 9 } },
    tokensByModel: [
      { lm: "together:first", prompt: 20, completion: 4 },
      { lm: "ollama:second", prompt: 10, completion: 5 },
    ],
  });
});
