import { describe, expect, it } from "vitest";
import { LmError, type LmErrorCode } from "../../../brain/core/errors.ts";
import type { CallOptions, ChatPart, ModelConnection } from "../../../brain/core/ports.ts";
import { accounted } from "../../../brain/lms/accounted.ts";
import { worstPromptTokens } from "../../../brain/lms/worst-tokens.ts";
import { estimateRequestTokens } from "../../../brain/text/estimate-tokens.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { memoryLedger, spendHeard } from "../../fixtures/memory-ledger.ts";

const request = chatRequest({ maxTokens: 64 });
const usage = { type: "usage", promptTokens: 100, completionTokens: 20 } as const;
const text = (words: string) => ({ type: "text", text: words }) as const;

const saying = (...parts: readonly (ChatPart | Error)[]): ModelConnection => ({
  identity: { provider: "groq", model: "small", connection: "fast" },
  canJudge: true,
  async *chat() {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield part;
    }
  },
});

const price = { prompt: 1000, completion: 2000 };
const open = (single: ModelConnection, budgets: Parameters<typeof memoryLedger>[0] = {}) => {
  const ledger = memoryLedger(budgets);
  return { ledger, lm: accounted(single, { ledger, role: "judge", price }) };
};

const readAll = async (lm: ModelConnection, options: CallOptions = {}) => {
  const parts: ChatPart[] = [];
  for await (const part of lm.chat(request, options)) parts.push(part);
  return parts;
};

const fault = (code: LmErrorCode) => new LmError(code, code, { retryable: true });
const account = { session: "s", user: "u", persona: "ada", command: "chat" };

describe("an accounted connection", () => {
  it("passes all parts on and counts what the server told, for whom it was asked", async () => {
    const { ledger, lm } = open(saying(text("Hello"), text("."), usage));
    const { heard, onSpend } = spendHeard();
    expect(await readAll(lm, { account, onSpend })).toEqual([text("Hello"), text("."), usage]);
    const used = { promptTokens: 100, completionTokens: 20, cost: 0.14 };
    const about = { account, role: "judge", provider: "groq", model: "small", connection: "fast" };
    expect(ledger.held()).toMatchObject([{ call: about, amount: used, state: "settled" }]);
    expect(heard).toEqual([{ lm: "groq:small", role: "judge", ...used, isEstimated: false }]);
  });

  it("holds the worst while the call is under way", async () => {
    const { ledger, lm } = open(saying(text("Hello"), usage));
    const parts = lm.chat(request, { account })[Symbol.asyncIterator]();
    await parts.next();
    const worst = { promptTokens: worstPromptTokens(request), completionTokens: 64 };
    expect(ledger.held()).toMatchObject([{ amount: worst, state: "held" }]);
    await parts.return?.(undefined);
  });

  it("holds more where the server once counted more", async () => {
    const { ledger, lm } = open(saying(text("Hi"), { ...usage, completionTokens: 128 }));
    await readAll(lm);
    const parts = lm.chat(request, {})[Symbol.asyncIterator]();
    await parts.next();
    expect(ledger.held()[1]).toMatchObject({ amount: { completionTokens: 128 }, state: "held" });
    await parts.return?.(undefined);
  });

  it.each([
    [
      "its reader leaves early",
      async (lm: ModelConnection, options: CallOptions) => {
        for await (const _ of lm.chat(request, options)) break;
      },
      [text("Twelve chars"), usage],
    ],
    ["it breaks after some text", readAll, [text("Twelve chars"), fault("unreachable")]],
    ["the server tells nothing", readAll, [text("Twelve chars")]],
  ] as const)("counts the prompt and the text that came where %s", async (_, read, parts) => {
    const { ledger, lm } = open(saying(...parts));
    const { heard, onSpend } = spendHeard();
    await read(lm, { onSpend }).catch(() => undefined);
    const counted = { promptTokens: estimateRequestTokens(request), completionTokens: 3, isEstimated: true };
    expect(heard).toMatchObject([counted]);
    expect(ledger.held()).toMatchObject([{ state: "settled", call: { account: { command: "unknown" } } }]);
  });

  it("says that the tokens were counted here where the connection says so", async () => {
    const { heard, onSpend } = spendHeard();
    await readAll(open(saying(text("Hi"), { ...usage, isEstimated: true })).lm, { onSpend });
    expect(heard).toMatchObject([{ promptTokens: 100, isEstimated: true }]);
  });

  it.each(["unreachable", "unauthorized", "not-found", "rate-limited", "server", "rejected"] as const)(
    "counts nothing where the server did nothing: %s",
    async (code) => {
      const { ledger, lm } = open(saying(fault(code)));
      const { heard, onSpend } = spendHeard();
      await expect(readAll(lm, { onSpend })).rejects.toMatchObject({ code });
      expect(ledger.held()).toEqual([]);
      expect(heard).toEqual([]);
    },
  );

  it("counts what the server told before its fault", async () => {
    const { ledger, lm } = open(saying(usage, fault("server")));
    await expect(readAll(lm)).rejects.toThrow();
    expect(ledger.held()).toMatchObject([{ amount: { promptTokens: 100 }, state: "settled" }]);
  });

  it("asks nobody where a budget refuses, or the call was cancelled", async () => {
    let asked = 0;
    const single = { ...saying(), chat: () => [asked++] as never };
    const { lm } = open(single, { budgets: { soft: 0.8, day: { tokens: 10 } } });
    await expect(readAll(lm)).rejects.toMatchObject({ code: "over-budget", budget: { scope: "day" } });
    await expect(readAll(lm, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
    expect(asked).toBe(0);
  });

  it("gives back what was held where it is cancelled before it is asked", async () => {
    const cancel = new AbortController();
    const ledger = memoryLedger();
    const reserve: typeof ledger.reserve = (...given) => {
      cancel.abort();
      return ledger.reserve(...given);
    };
    const lm = accounted(saying(text("never")), { ledger: { ...ledger, reserve }, role: "reply", price });
    await expect(readAll(lm, { signal: cancel.signal })).rejects.toMatchObject({ code: "aborted" });
    expect(ledger.held()).toEqual([]);
  });

  it("does not wait for a ledger that is held up once it is cancelled, and gives back what it then gets", async () => {
    const cancel = new AbortController();
    const ledger = memoryLedger();
    let grant: () => void = () => {};
    const reserve: typeof ledger.reserve = async (...given) => {
      await new Promise<void>((resolve) => {
        grant = resolve;
      });
      return ledger.reserve(...given);
    };
    const lm = accounted(saying(text("never")), { ledger: { ...ledger, reserve }, role: "reply", price });
    const reading = readAll(lm, { signal: cancel.signal });
    cancel.abort();
    await expect(reading).rejects.toMatchObject({ code: "aborted" });
    grant();
    await new Promise(setImmediate);
    expect(ledger.held()).toEqual([]);
  });
});
