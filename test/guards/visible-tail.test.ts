import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleTail } from "../../guards/visible-tail.ts";

describe("visibleTail", () => {
  const tail = (text: string, units: number) => text.slice(visibleTail(text, units));

  it.each([
    ["plain text", "one two", 3, "two"],
    ["a text that is shorter", "one", 9, "one"],
    ["marks and format characters, which count nothing", "abc\u200b\u0301d\ufe0f", 2, "c\u200b\u0301d\ufe0f"],
    ["white space, which counts once", "a b \n\t \u00a0c", 3, "b \n\t \u00a0c"],
    ["a pair of surrogates, which stays whole", "a😊", 1, "😊"],
    ["a tag beyond the basic plane, which is invisible", "ab\u{e0061}", 1, "b\u{e0061}"],
    ["nothing", "", 5, ""],
  ])("keeps the end of %s", (_, text, units, expected) => {
    expect(tail(text, units)).toBe(expected);
  });

  it("looks at no more than eight times as many units", () => {
    expect(tail(`word${"\u200b".repeat(100)}`, 5).length).toBe(40);
  });

  it("of printable ASCII without spaces is the slice from the end", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]*$/), fc.integer({ min: 1, max: 20 }), (text, units) => {
        expect(tail(text, units)).toBe(text.slice(-units));
      }),
      { seed: 6 },
    );
  });
});
