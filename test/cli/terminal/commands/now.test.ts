import { describe, expect, it } from "vitest";
import { now } from "../../../../cli/terminal/commands/now.ts";
import { chatInfo, fakeContext, runFake } from "./fake-context.ts";

describe("/now", () => {
  it("tells what time it is for the persona", async () => {
    expect((await runFake(now)).told()).toBe("it is Thursday 2026-12-24 23:40 Europe/Lisbon");
  });

  it("says how far its clock is off", async () => {
    const info = () => ({ ...chatInfo, clockShift: -7_200_000 });
    expect((await runFake(now, "", { chat: { info } })).told()).toContain("2 h behind this machine · /now real");
  });

  it("moves it", async () => {
    const { calls, told } = await runFake(now, "+2h");
    expect(calls).toEqual([["shiftClock", "+2h"]]);
    expect(told()).toBe("it is Friday 2026-12-25 01:40 Europe/Lisbon");
  });

  it("offers ways to say it", async () => {
    expect(await now.complete?.(fakeContext().chat, "+")).toContainEqual({
      text: "/now +1h",
      label: "+1h",
      detail: "an hour later",
    });
  });
});
