import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partOfDay, turnContext } from "../../../brain/context/turn-context.ts";
import { type Session, startSession } from "../../../brain/core/session.ts";

const at = (iso: string) => Date.parse(iso);
const begun = (iso: string, ...messages: [at: string, text: string][]): Session => ({
  ...startSession("s", iso),
  turns: 1,
  messages: messages.map(([when, text], index) => ({ from: index % 2 === 0 ? "user" : "persona", text, at: when })),
});
const fresh = startSession("s", "2026-12-24T22:40:00Z");

describe("the context of a turn", () => {
  it("names weekday, date, time and zone of the persona", () => {
    expect(turnContext(at("2026-12-24T23:40:00Z"), "Europe/Lisbon", fresh).localTime).toBe(
      "Thursday 2026-12-24 23:40 Europe/Lisbon",
    );
    expect(turnContext(at("2026-12-24T23:40:00Z"), "Asia/Kolkata", fresh).localTime).toBe(
      "Friday 2026-12-25 05:10 Asia/Kolkata",
    );
  });

  it("keeps daylight saving right on both sides of the change", () => {
    const local = (iso: string) => turnContext(at(iso), "Europe/Lisbon", fresh).localTime;
    expect(local("2026-03-29T00:59:00Z")).toBe("Sunday 2026-03-29 00:59 Europe/Lisbon");
    expect(local("2026-03-29T01:00:00Z")).toBe("Sunday 2026-03-29 02:00 Europe/Lisbon");
    expect(local("2026-10-25T00:59:00Z")).toBe("Sunday 2026-10-25 01:59 Europe/Lisbon");
    expect(local("2026-10-25T01:00:00Z")).toBe("Sunday 2026-10-25 01:00 Europe/Lisbon");
  });

  it("writes midnight as 00", () => {
    expect(turnContext(at("2026-12-25T00:00:00Z"), "UTC", fresh).localTime).toContain(" 00:00 ");
  });

  it("says that a first message is the first", () => {
    const context = turnContext(at("2026-12-24T23:40:00Z"), "Europe/Lisbon", fresh);
    expect(context.conversationLength).toBe("just begun, 1 message");
    expect(context.sinceLastMessage).toBe("none: this is the first message");
  });

  it("tells how long the conversation has lasted, how many messages it holds, and the gap", () => {
    const session = begun("2026-12-01T10:00:00Z", ["2026-12-01T10:00:00Z", "hi"], ["2026-12-01T10:01:00Z", "hello"]);
    const context = turnContext(at("2026-12-22T10:01:00Z"), "UTC", session);
    expect(context.conversationLength).toBe("3 weeks, 3 messages");
    expect(context.sinceLastMessage).toBe("3 weeks");
  });

  it("survives a clock that was set back", () => {
    const session = begun("2026-12-01T10:00:00Z", ["2026-12-01T10:00:00Z", "hi"]);
    expect(turnContext(at("2026-11-01T10:00:00Z"), "UTC", session).sinceLastMessage).toBe("less than a minute");
  });

  it("gives every moment in every zone a part of the day that matches its hour", () => {
    const zones = ["Europe/Lisbon", "America/Denver", "Asia/Kolkata", "Pacific/Apia", "UTC"];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at("2100-01-01T00:00:00Z") }), fc.constantFrom(...zones), (now, zone) => {
        const context = turnContext(now, zone, fresh);
        const hour = /^\w+ \d{4}-\d{2}-\d{2} (\d{2}):\d{2} \S+$/.exec(context.localTime)?.[1];
        expect(hour).toBeDefined();
        expect(context.partOfDay).toBe(partOfDay(Number(hour)));
      }),
    );
  });
});

describe("the parts of the day", () => {
  it.each([
    [4, "night"],
    [5, "morning"],
    [11, "morning"],
    [12, "afternoon"],
    [16, "afternoon"],
    [17, "evening"],
    [21, "evening"],
    [22, "night"],
    [0, "night"],
  ])("at %i o'clock it is %s", (hour, part) => {
    expect(partOfDay(hour)).toBe(part);
  });
});
