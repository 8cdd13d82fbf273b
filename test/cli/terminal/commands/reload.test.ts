import { describe, expect, it } from "vitest";
import { reload } from "../../../../cli/terminal/commands/reload.ts";
import { runFake } from "./fake-context.ts";

describe("/reload", () => {
  it("tells what was read", async () => {
    const { said } = await runFake(reload);
    expect(said).toEqual([{ text: "Read again: 12 examples, 1 changed.", tone: "dim" }]);
  });
});
