import { describe, expect, it } from "vitest";
import type { EmbedderDependencies, EmbeddingWire } from "../../../brain/lms/embed-with.ts";
import { embedWith } from "../../../brain/lms/embed-with.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { memoryLedger, spendHeard } from "../../fixtures/memory-ledger.ts";

const provider: EmbeddingWire["provider"] = {
  name: "Test",
  host: "test.invalid",
  model: "small",
  addressVariable: "TEST_URL",
  getModel: "none",
};

/** An embedder that is given vectors of one number, and what `told` says of each request. */
const open = (told: (request: number) => number | undefined | Error, budgets?: Parameters<typeof memoryLedger>[0]) => {
  const ledger = memoryLedger(budgets);
  let requests = 0;
  const wire: EmbeddingWire = {
    id: "test",
    provider,
    async open(texts) {
      const promptTokens = told(requests++);
      if (promptTokens instanceof Error) throw promptTokens;
      return { rows: texts.map(() => [1]), promptTokens };
    },
  };
  const dependencies: EmbedderDependencies = {
    fetch: () => Promise.reject(new Error("not asked")),
    timers: fakeTimers(),
    accounting: { ledger, role: "embed", price: { prompt: 10, completion: 0 } },
  };
  return { ledger, embedder: embedWith(wire, dependencies), asked: () => requests };
};

const account = { session: "s", command: "chat" };

describe("what embeddings come to", () => {
  it("is counted a request, with the server's own figure, for whom it was asked", async () => {
    const { ledger, embedder } = open(() => 40);
    const { heard, onSpend } = spendHeard();
    await embedder.embed(
      Array.from({ length: 100 }, (_, n) => `text ${n}`),
      { account, onSpend },
    );
    const used = { promptTokens: 40, completionTokens: 0, cost: 0.0004 };
    expect(ledger.held()).toMatchObject(
      Array.from({ length: 2 }, () => ({ call: { account }, amount: used, state: "settled" })),
    );
    expect(heard[0]).toEqual({ lm: "test:small", role: "embed", ...used, isEstimated: false });
  });

  it("is estimated where the server tells none", async () => {
    const { heard, onSpend } = spendHeard();
    await open(() => undefined).embedder.embed(["12345678"], { onSpend });
    expect(heard).toMatchObject([{ promptTokens: 2, isEstimated: true }]);
  });

  it("is counted for each try that may have been billed, and nothing is asked beyond a budget", async () => {
    const { ledger, embedder } = open((request) => (request === 0 ? new SyntaxError("not a list") : 5));
    await embedder.embed(["hello"]);
    expect(ledger.held()).toMatchObject([{ amount: { promptTokens: 2 } }, { amount: { promptTokens: 5 } }]);
    const spent = open(() => 5, { budgets: { soft: 0.8, day: { tokens: 3 } } });
    await expect(spent.embedder.embed(["a longer text than that"])).rejects.toMatchObject({ code: "over-budget" });
    expect(spent.asked()).toBe(0);
  });
});
