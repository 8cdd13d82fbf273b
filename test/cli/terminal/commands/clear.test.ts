import { describe, expect, it } from "vitest";
import { clear } from "../../../../cli/terminal/commands/clear.ts";
import { runFake } from "./fake-context.ts";

describe("/clear", () => {
  it("moves the screen out of sight, and nothing else", async () => {
    const { calls, told } = await runFake(clear);
    expect(calls).toEqual([["clear"]]);
    expect(told()).toBe("");
  });
});
