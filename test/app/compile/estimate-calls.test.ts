import { describe, expect, it } from "vitest";
import { estimateCalls } from "../../../app/compile/estimate-calls.ts";
import { caseOf } from "../../../brain/core/evaluation.ts";
import type { ChatRequest, ModelConnection, Predict } from "../../../brain/core/ports.ts";
import { bareProgram } from "../../fixtures/bare-program.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { example } from "../../optimizers/make-example.ts";

const cases = Array.from({ length: 40 }, (_, at) =>
  example(`case-${at}`, [`question ${at}`], { reply: "x".repeat(80) }),
).flatMap((each) => caseOf(each) ?? []);

const program = bareProgram("random");

/** Asks once for every case but those that get a fixed reply. */
const asking = (prompt: ChatRequest, isFixed: (id: string) => boolean = () => false) => {
  const asked: string[] = [];
  const predictWith =
    (lm: ModelConnection): Predict =>
    async (_, evalCase) => {
      asked.push(evalCase.id);
      if (!isFixed(evalCase.id)) for await (const part of lm.chat(prompt, {})) void part;
      return {
        case: evalCase,
        pipeline: "engage",
        sentiment: "neutral",
        context: { localTime: "", partOfDay: "evening", conversationLength: "", sinceLastMessage: "" },
        demos: [],
        verdicts: [],
      };
    };
  return { asked, predictWith };
};

const prompt = (system: string, maxTokens = 200): ChatRequest => chatRequest({ system, maxTokens });

describe("an estimate of calls", () => {
  it("is taken from prompts as they would go out, of some cases from everywhere", async () => {
    const { asked, predictWith } = asking(prompt("s".repeat(4000)));
    const { calls, promptTokens, completionTokens, sampled } = await estimateCalls(program, cases, predictWith);
    expect(sampled).toBe(12);
    expect(asked.at(0)).toBe("case-0");
    expect(asked.at(-1)).toBe("case-36");
    expect(calls).toBe(1);
    expect(promptTokens).toBeGreaterThanOrEqual(1000);
    expect(completionTokens).toBe(20);
  });

  it("counts no call where a fixed reply is sent", async () => {
    const { predictWith } = asking(prompt(""), (id) => Number(id.split("-")[1]) % 2 === 0);
    expect((await estimateCalls(program, cases.slice(0, 10), predictWith)).calls).toBe(0.5);
  });

  it("counts no second question, where a guard blocked the first answer", async () => {
    const again = chatRequest({ rejected: [{ text: "Okay.", reason: "accepts a meeting" }] });
    expect((await estimateCalls(program, cases, asking(again).predictWith)).calls).toBe(0);
  });

  it("takes no reply to be longer than the model may answer", async () => {
    const { predictWith } = asking(prompt("", 5));
    expect((await estimateCalls(program, cases, predictWith)).completionTokens).toBe(5);
  });
});
