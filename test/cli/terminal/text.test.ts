import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayLine, displayText } from "../../../cli/terminal/display-text.ts";
import { columnsOf, graphemeAfter, graphemeBefore, graphemes } from "../../../cli/terminal/graphemes.ts";
import { createReplyRows } from "../../../cli/terminal/reply-rows.ts";
import { wrapIndented, wrapText } from "../../../cli/terminal/wrap.ts";

const anyText = fc.string({ unit: "binary", maxLength: 300 });
const letters = fc.constantFrom("a", "bc", " ", "\n", "日本", "👩‍👩‍👧", "é", "e\u0301", "🇵🇹", "longishword", "-");
const prose = fc.array(letters, { maxLength: 80 }).map((parts) => parts.join(""));

describe("displayText", () => {
  it("lets no control character and no direction override through, whatever it is given", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(displayText(text)).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
      }),
    );
  });

  it("removes whole escape sequences and keeps the words between them", () => {
    expect(displayText("\x1b[2Jone \x1b[31mtwo\x1b[0m\x1b]0;title\x07 three")).toBe("one two three");
  });

  it("keeps words of all scripts, emoji and line breaks", () => {
    expect(displayText("só\tnoite 日本 👩‍👩‍👧\r\nשלום\rend")).toBe("só    noite 日本 👩‍👩‍👧\nשלום\nend");
    expect(displayLine("a \n b\n\nc")).toBe("a b c");
  });

  it("replaces half of a surrogate pair", () => {
    expect(displayText("a\ud83d b")).toBe("a\ufffd b");
  });
});

describe("graphemes", () => {
  it("are those of the whole text, though it is segmented in pieces", () => {
    const whole = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    const long = fc.array(letters, { minLength: 100, maxLength: 300 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(long, (text) => {
        expect([...graphemes(text)]).toEqual([...whole.segment(text)].map(({ segment }) => segment));
      }),
      { numRuns: 50 },
    );
  });

  it("go on over a character that is longer than a piece", () => {
    const tower = `a${"\u0301".repeat(700)}`;
    expect([...graphemes(`${tower}b`)].join("")).toBe(`${tower}b`);
  });

  it("are stepped over whole, in both directions", () => {
    const text = "a👩‍👩‍👧\ne\u0301";
    const ends = [0, 1, 9, 10, 12];
    for (const [index, end] of ends.slice(1).entries()) {
      expect(graphemeBefore(text, end)).toBe(ends[index]);
      expect(graphemeAfter(text, ends[index] ?? 0)).toBe(end);
    }
  });

  it("take two columns where they are wide", () => {
    expect(columnsOf("abc")).toBe(3);
    expect(columnsOf("日本👩‍👩‍👧e\u0301")).toBe(7);
  });
});

describe("wrapText", () => {
  it("gives rows that fit, and loses no character but spaces", () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const rows = wrapText(text, width);
        for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(width);
        expect(rows.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      }),
    );
  });

  it("breaks at spaces, and within words only where they are wider than a row", () => {
    expect(wrapText("one two three", 8)).toEqual(["one two", "three"]);
    expect(wrapText("a abcdefghij", 4)).toEqual(["a", "abcd", "efgh", "ij"]);
    expect(wrapText("one\n\ntwo", 8)).toEqual(["one", "", "two"]);
  });

  it("keeps the indentation of a line in its later rows", () => {
    expect(wrapIndented("  one two", 6)).toEqual(["  one", "  two"]);
    expect(wrapIndented("    one", 5)).toEqual(["one"]);
  });
});

describe("createReplyRows", () => {
  const collect = (pieces: readonly string[], width: number) => {
    const rows = createReplyRows(() => width);
    return [...pieces.flatMap((piece) => rows.push(piece)), ...rows.close()];
  };

  it("gives the rows of the whole reply, however it was cut into pieces", () => {
    fc.assert(
      fc.property(fc.array(prose, { minLength: 1, maxLength: 5 }), fc.integer({ min: 4, max: 20 }), (pieces, width) => {
        fc.pre(pieces.join("") !== "");
        expect(collect(pieces, width)).toEqual(wrapText(pieces.join(""), width));
      }),
    );
  });

  it("keeps back the row that may still grow", () => {
    const rows = createReplyRows(() => 8);
    expect(rows.push("one two thr")).toEqual(["one two"]);
    expect(rows.open()).toBe("thr");
    expect(rows.push("ee\n")).toEqual(["three"]);
    expect(rows.open()).toBe("");
  });

  it("can be used again after its end", () => {
    const rows = createReplyRows(() => 8);
    rows.push("one");
    expect(rows.close()).toEqual(["one"]);
    expect(rows.close()).toEqual([]);
    rows.push("two");
    expect(rows.close()).toEqual(["two"]);
  });
});
