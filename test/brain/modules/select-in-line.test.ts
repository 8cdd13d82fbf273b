import { describe, expect, it } from "vitest";
import type { Decision } from "../../../brain/core/decision.ts";
import { LmError, type LmErrorCode } from "../../../brain/core/errors.ts";
import type { DemoSelector } from "../../../brain/core/ports.ts";
import { selectInLine } from "../../../brain/modules/select-in-line.ts";

const fails = (code: LmErrorCode): DemoSelector => ({
  async select() {
    throw new LmError(code, `${code} it is`, { retryable: false });
  },
});
const gives = (id: string): DemoSelector => ({
  select: async () => [{ id, conversation: id, tags: [], messages: [], reply: "", similarity: 1 }],
});
const query = { messages: [], k: 1 };

describe("demos by several embedders", () => {
  it("come from the first that works, and the others are not even opened", async () => {
    let opened = 0;
    const next = {
      lm: "b",
      open: async () => {
        opened++;
        return gives("b");
      },
    };
    const line = selectInLine({ lm: "a", selector: gives("a") }, [next]);
    expect((await line.select(query)).map(({ id }) => id)).toEqual(["a"]);
    expect(opened).toBe(0);
  });

  it("are chosen by the next one where one fails, each time that it does, which is told", async () => {
    let opened = 0;
    const decisions: Decision[] = [];
    const line = selectInLine({ lm: "a", selector: fails("unreachable") }, [
      { lm: "b", open: async () => fails("timeout") },
      {
        lm: "offline",
        open: async () => {
          opened++;
          return gives("c");
        },
      },
    ]);
    const onDecision = (decision: Decision) => decisions.push(decision);
    expect((await line.select({ ...query, onDecision })).map(({ id }) => id)).toEqual(["c"]);
    expect(decisions.map(({ lm, decision, reason }) => [lm, decision, reason])).toEqual([
      ["b", "failed-over", "unreachable it is"],
      ["offline", "failed-over", "timeout it is"],
    ]);
    expect(opened).toBe(1);
  });

  it.each(["aborted", "over-budget"] as const)("are not looked for elsewhere where a call was %s", async (code) => {
    const line = selectInLine({ lm: "a", selector: fails(code) }, [{ lm: "b", open: async () => gives("b") }]);
    await expect(line.select(query)).rejects.toMatchObject({ code });
  });
});
