import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editorWith } from "../../../../cli/terminal/input/editor.ts";
import { moveLine } from "../../../../cli/terminal/input/line-move.ts";
import { boundariesOf, nastyText } from "./nasty-parts.ts";

describe("moveLine", () => {
  it("keeps the column where the other line is long enough", () => {
    expect(moveLine({ text: "one\ntwo", cursor: 6 }, -1)).toEqual({ text: "one\ntwo", cursor: 2 });
    expect(moveLine({ text: "o\ntwo", cursor: 5 }, -1)).toEqual({ text: "o\ntwo", cursor: 1 });
    expect(moveLine({ text: "two\no", cursor: 3 }, 1)).toEqual({ text: "two\no", cursor: 5 });
  });

  it("counts columns as the screen does", () => {
    expect(moveLine({ text: "日本語\nabcdef", cursor: 2 }, 1)?.cursor).toBe(8);
    expect(moveLine({ text: "日本語\nabcdef", cursor: 8 }, -1)?.cursor).toBe(2);
    expect(moveLine({ text: "🙂\nab", cursor: 4 }, -1)?.cursor).toBe(0);
    expect(moveLine({ text: "🙂\nab", cursor: 5 }, -1)?.cursor).toBe(2);
  });

  it("ends between characters, never within one", () => {
    fc.assert(
      fc.property(nastyText, fc.constantFrom(-1 as const, 1 as const), fc.nat(), (text, step, at) => {
        const boundaries = boundariesOf(text);
        const moved = moveLine({ text, cursor: boundaries[at % boundaries.length] ?? 0 }, step);
        if (moved) expect(boundaries).toContain(moved.cursor);
      }),
    );
  });

  it("knows the first and the last line", () => {
    expect(moveLine(editorWith("one"), -1)).toBeUndefined();
    expect(moveLine(editorWith("one"), 1)).toBeUndefined();
  });

  it("keeps the column in lines that are longer than any window", () => {
    const text = `${"x".repeat(50_000)}\n${"y".repeat(50_000)}`;
    expect(moveLine({ text, cursor: 30_000 }, 1)?.cursor).toBe(80_001);
  });
});
