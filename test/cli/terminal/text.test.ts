import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDisplayText, displayLine, displayText } from "../../../cli/terminal/display-text.ts";
import { columnsOf, graphemes } from "../../../cli/terminal/graphemes.ts";
import { cutColumns, wrapIndented, wrapText } from "../../../cli/terminal/wrap.ts";

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

  it("gives the same of a text that comes in pieces", () => {
    const parts = fc.constantFrom(
      "a",
      " ",
      "\x1b",
      "[",
      "2",
      "J",
      "]",
      "0;t",
      "\x07",
      "\\",
      "\r",
      "\n",
      "\t",
      "\ud83d",
      "\ude00",
      "\u009b",
      "é",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (pieces) => {
        const stream = createDisplayText();
        expect(pieces.map(stream.push).join("") + stream.close()).toBe(displayText(pieces.join("")));
      }),
      { numRuns: 500 },
    );
  });

  it("lets no sequence without an end swallow what follows", () => {
    expect(displayText(`\x1b]0;${"word ".repeat(100)}`)).toContain("word word");
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

  it("take two columns where they are wide", () => {
    expect(columnsOf("abc")).toBe(3);
    expect(columnsOf("日本🙂e\u0301")).toBe(7);
    expect(columnsOf("שָׁלוֹם مَرْحَبًا")).toBe(10); // points and vowel signs take none
  });
});

describe("columnsOf", () => {
  it("counts what terminals disagree about as the widest of them draw it", () => {
    expect(["👍🏽", "👩‍👩‍👧", "❤️", "🇵🇹", "\u3164", "a\u3164", "\u00ad", "न\u093f", "\u200b"].map(columnsOf)).toEqual([
      4, 6, 2, 2, 2, 3, 1, 2, 0,
    ]);
  });
});

describe("wrapText", () => {
  it("gives rows that fit, and loses no character but spaces", () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 6, max: 30 }), (text, width) => {
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

  it("cuts what is read column by column at the width", () => {
    expect(cutColumns("ab  cd日本", 3)).toEqual(["ab ", " cd", "日", "本"]);
    expect(cutColumns("", 3)).toEqual([""]);
  });

  it("keeps the indentation of a line in its later rows", () => {
    expect(wrapIndented("  one two", 6)).toEqual(["  one", "  two"]);
    expect(wrapIndented("    one", 5)).toEqual(["one"]);
  });
});
