import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundaryAfter, boundaryBefore, boundaryFrom, graphemes } from "../../../../cli/terminal/input/boundaries.ts";
import { boundariesOf, nastyText } from "./nasty-parts.ts";

describe("boundaries", () => {
  it("are those of the standard, wherever one asks", () => {
    fc.assert(
      fc.property(nastyText, fc.nat(400), (text, at) => {
        const offset = Math.min(at, text.length);
        const all = boundariesOf(text);
        expect(boundaryFrom(text, offset)).toBe(all.find((boundary) => boundary >= offset));
        expect(boundaryBefore(text, offset)).toBe(all.findLast((boundary) => boundary < offset) ?? 0);
        expect(boundaryAfter(text, offset)).toBe(all.find((boundary) => boundary > offset) ?? text.length);
        expect([...graphemes(text)]).toEqual(all.slice(1).map((end, index) => text.slice(all[index], end)));
      }),
      { numRuns: 400 },
    );
  });

  it("know which flags belong together behind hundreds of others", () => {
    const text = `odd 🇩${"🇫🇷".repeat(200)}`;
    expect(boundaryBefore(text, text.length)).toBe(text.length - 2);
    expect(boundaryBefore(text, text.length - 2)).toBe(text.length - 6);
  });

  it("keep hundreds of marks on their letter", () => {
    const text = `ab${"\u0301".repeat(500)}c`;
    expect(boundaryBefore(text, 502)).toBe(1);
    expect(boundaryAfter(text, 1)).toBe(502);
    expect(boundaryFrom(text, 300)).toBe(502);
  });

  it("never split a pair, even where graphemes are longer than what is looked at", () => {
    const text = "👩‍".repeat(2000);
    const half = /\p{Surrogate}/u;
    for (const character of graphemes(text)) expect(character).not.toMatch(half);
    expect(text.slice(boundaryBefore(text, text.length))).not.toMatch(half);
  });
});
