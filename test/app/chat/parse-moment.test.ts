import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMoment } from "../../../app/chat/parse-moment.ts";
import { turnContext } from "../../../brain/context/turn-context.ts";
import { startSession } from "../../../brain/core/session.ts";

const zones = ["UTC", "Europe/Lisbon", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati", "America/New_York"];

describe("a time of the day", () => {
  it("is the next one that clocks there show, at most a day ahead, but for the hour that summer time leaves out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2100, 0, 1) }),
        fc.constantFrom(...zones),
        fc.nat(23),
        fc.nat(59),
        (now, timeZone, hour, minute) => {
          const written = `${hour}:${String(minute).padStart(2, "0")}`;
          const moment = parseMoment(written, { now, timeZone });
          expect(moment).toBeGreaterThan(now - 3_660_000);
          expect(moment - now).toBeLessThanOrEqual(25 * 3_600_000);
          const { localTime } = turnContext(moment, timeZone, startSession("s", ""));
          const isLeftOut = [1, 2, 3].includes(hour);
          if (!isLeftOut) expect(localTime).toContain(` ${String(hour).padStart(2, "0")}:${written.split(":")[1]} `);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is now, where it is just that time", () => {
    const now = Date.parse("2026-12-24T23:40:30Z");
    expect(parseMoment("23:40", { now, timeZone: "Europe/Lisbon" })).toBe(Date.parse("2026-12-24T23:40:00Z"));
  });
});

describe("a span", () => {
  it("is in weeks, days, hours, minutes and seconds, on or back", () => {
    const at = (text: string) => parseMoment(text, { now: 1e12, timeZone: "UTC" }) - 1e12;
    expect(at("+1w 2d 3h 4m 5s")).toBe(788_645_000);
    expect(at("-1.5h")).toBe(-5_400_000);
    expect(at(" +90M ")).toBe(5_400_000);
  });
});
