import { describe, expect, it } from "vitest";
import { inspect } from "../../../../cli/terminal/commands/inspect.ts";
import { runFake } from "./fake-context.ts";

describe("/inspect", () => {
  it("opens the inspector, and closes it again", async () => {
    const { context, told } = await runFake(inspect);
    expect(told()).toContain("the inspector is open · Ctrl+O closes it");
    inspect.run(context, "");
    expect(told()).toContain("the inspector is closed");
  });
});
