import { describe, expect, it } from "vitest";
import { quit } from "../../../../cli/terminal/commands/quit.ts";
import { runFake } from "./fake-context.ts";

describe("/quit", () => {
  it("ends the chat", async () => {
    expect((await runFake(quit)).calls).toEqual([["quit"]]);
  });
});
