import { describe, expect, it } from "vitest";
import { personalData } from "../../../guards/input/personal-data.ts";

const guard = personalData();
const check = (text: string) => guard.check({ text, history: [] });

describe("personalData", () => {
  it("names every span that logs must not hold, and the kinds without the data", async () => {
    const text = "i'm joe@example.com, or 555-010-4477 at night";
    const verdict = await check(text);
    expect(verdict).toEqual({
      action: "mask",
      guard: "personal-data",
      category: "personal-data",
      reason: "holds personal data: e-mail, phone",
      span: [4, 19],
      spans: [
        [4, 19],
        [24, 36],
      ],
    });
  });

  it.each(["i wrote 3 letters on 12 March 1961", "the 7:10 ferry", ""])("lets %j pass", async (text) => {
    expect(await check(text)).toEqual({ action: "allow" });
  });
});
