import { describe, expect, it } from "vitest";
import type { Decision } from "../../../../brain/core/decision.ts";
import { LmError, type LmErrorCode } from "../../../../brain/core/errors.ts";
import { inLine } from "../../../../brain/lms/resilience/in-line.ts";
import { collect, faultOf, modelConnectionContract, textOf } from "../../../contracts/model-connection.ts";
import { chatRequest } from "../../../fixtures/chat-request.ts";
import { inMemoryLm, type Step, usage } from "../../../fixtures/in-memory-lm.ts";

const fault = (code: LmErrorCode) => new LmError(code, `it was ${code}`, { retryable: false });
const says = (model: string, ...steps: Step[]) => inMemoryLm(() => steps, { model });
const well = (model: string) => says(model, `from ${model}`, usage);

modelConnectionContract("connections in line", async () => ({
  connection: inLine([inMemoryLm(() => ["one ", "two", usage]), well("second")]),
}));

describe("inLine", () => {
  it("is named after the first, and asks the first", async () => {
    const [first, second] = [well("first"), well("second")];
    const lm = inLine([first, second]);
    expect(lm.identity.model).toBe("first");
    expect(textOf(await collect(lm))).toBe("from first");
    expect(second.calls).toHaveLength(0);
  });

  it("asks the next one where one fails, with nothing of the broken answer, and tells it", async () => {
    const decisions: Decision[] = [];
    const broken = says("first", "half of ", fault("unreachable"));
    const lm = inLine([broken, says("second", fault("unavailable")), well("third")]);
    const parts = [];
    for await (const part of lm.chat(chatRequest(), { onDecision: (decision) => decisions.push(decision) }))
      parts.push(part);
    expect(parts).toEqual([{ type: "text", text: "from third" }, usage]);
    expect(decisions).toMatchObject([
      { lm: "fake:first", decision: "failed-over", reason: "it was unreachable; fake:second is asked" },
      { lm: "fake:second", decision: "failed-over" },
    ]);
  });

  it("ends in the last one's fault where all fail", async () => {
    const lm = inLine([says("first", fault("server")), says("second", fault("timeout"))]);
    expect(await faultOf(collect(lm))).toMatchObject({ code: "timeout" });
  });

  it.each<LmErrorCode>(["aborted", "over-budget"])("asks no other one after %s", async (code) => {
    const second = well("second");
    expect(await faultOf(collect(inLine([says("first", fault(code)), second])))).toMatchObject({ code });
    expect(second.calls).toHaveLength(0);
  });

  it("leaves out those that cannot judge, where one can", async () => {
    const parrot = inMemoryLm(() => ["squawk", usage], { model: "parrot", canJudge: false });
    const lm = inLine([parrot, well("judge"), parrot]);
    expect(lm).toMatchObject({ canJudge: true, identity: { model: "judge" } });
    expect(inLine([parrot, parrot])).toMatchObject({ canJudge: false, identity: { model: "parrot" } });
  });

  it("hands everything on that goes along with a call", async () => {
    const second = well("second");
    const options = { account: { command: "test" }, onSpend: () => {} };
    for await (const _ of inLine([says("first", fault("server")), second]).chat(chatRequest(), options));
    expect(second.calls[0]?.options).toEqual(options);
  });
});
