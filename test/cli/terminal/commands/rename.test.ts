import { describe, expect, it } from "vitest";
import { rename } from "../../../../cli/terminal/commands/rename.ts";
import { fakeContext, refusal, runFake } from "./fake-context.ts";

describe("/rename", () => {
  it("gives the session a title", async () => {
    const { told, conversation } = await runFake(rename, "Rainy days");
    expect(conversation().title).toBe("Rainy days");
    expect(told()).toBe("this session is “Rainy days”");
  });

  it("asks for a title", async () => {
    expect(await refusal(rename)).toContain("/rename Rainy days");
  });

  it("offers the title that there is, to be changed", async () => {
    const { chat } = await runFake(rename, "Rainy days");
    expect(await rename.complete?.(chat, "")).toMatchObject([{ text: "/rename Rainy days" }]);
    expect(await rename.complete?.(fakeContext().chat, "")).toEqual([]);
  });
});
