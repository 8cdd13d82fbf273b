import { describe, expect, it } from "vitest";
import { mood } from "../../../../cli/terminal/commands/mood.ts";
import { fakeContext, refusal, runFake } from "./fake-context.ts";

describe("/mood", () => {
  it("tells what decides, and which pipelines there are", async () => {
    const { told } = await runFake(mood);
    expect(told()).toContain("by the mood of each message");
    expect(told()).toContain("pipelines: banter, comfort");
  });

  it("pins a pipeline, and lets it go", async () => {
    const fake = await runFake(mood, "banter");
    expect(fake.chat.pinned).toBe("banter");
    expect(fake.told()).toContain("every message goes to banter · /mood auto");
    await mood.run(fake.context, "auto");
    expect(fake.chat.pinned).toBeUndefined();
  });

  it("leaves it to the engine to refuse", async () => {
    expect(await refusal(mood, "sulk")).toContain("banter or comfort");
  });

  it("completes pipelines", async () => {
    const { chat } = fakeContext();
    expect(await mood.complete?.(chat, "")).toMatchObject([
      { label: "auto" },
      { label: "banter" },
      { label: "comfort" },
    ]);
    expect(await mood.complete?.(chat, "ba")).toMatchObject([{ text: "/mood banter" }]);
  });
});
