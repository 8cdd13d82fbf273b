import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayLine } from "../../../../cli/terminal/display-text.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { placeBar } from "../../../../cli/terminal/inspector/bar.ts";
import { fitParts } from "../../../../cli/terminal/inspector/fit-parts.ts";
import { cutRow, hangRow, padRow, rowColumns, run } from "../../../../cli/terminal/inspector/fit-row.ts";
import { plainRow, type Row } from "../../../../cli/terminal/row.ts";
import { nastyText } from "../nasty-text.ts";

const rows: fc.Arbitrary<Row> = fc
  .array(nastyText().map(displayLine), { maxLength: 4 })
  .map((texts) => texts.map((text, at) => (at % 2 === 0 ? run(text) : run(text, "mark"))));
const width = fc.integer({ min: 0, max: 60 });

describe("cutRow", () => {
  it("keeps what fits as it is, with its looks", () => {
    const row = [run("one "), run("two", "mark")];
    expect(cutRow(row, 7)).toBe(row);
    expect(cutRow(row, 6)).toEqual([run("one "), run("t", "mark"), run("…", "mark")]);
    expect(cutRow(row, 5)).toEqual([run("one"), run("…")]);
    expect(cutRow(row, 0)).toBe("");
  });

  it("never gives a row that is too wide", () => {
    fc.assert(
      fc.property(rows, width, (row, columns) => {
        expect(rowColumns(cutRow(row, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe("hangRow", () => {
  it("breaks at spaces, behind its lead", () => {
    expect(hangRow("a: ", [run("one "), run("two three", "mark")], 11).map(plainRow)).toEqual([
      "a: one two",
      "   three",
    ]);
    expect(hangRow("a longer lead ", "one two", 15).map(plainRow)).toEqual(["a longer lead ", "one two"]);
  });

  it("indents what does not fit beside its lead", () => {
    expect(hangRow("  conversation length  ", "2 minutes, 3 messages", 30).map(plainRow)).toEqual([
      "  conversation length  ",
      "    2 minutes, 3 messages",
    ]);
  });

  it("never gives a row that is too wide, and loses no word where there is room for it", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 60 }), (row, columns) => {
        const hung = hangRow("  ", row, columns);
        for (const each of hung) expect(rowColumns(each)).toBeLessThanOrEqual(columns);
        const squeezed = (text: string) => text.replace(/\s/g, "");
        // A character may be wider than the window: then a sign stands in its place.
        if (columns >= 8) expect(squeezed(hung.map(plainRow).join(""))).toBe(squeezed(plainRow(row)));
      }),
    );
  });
});

describe("rowColumns", () => {
  it("knows the columns of what rows are drawn with as they are measured", () => {
    const latin = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).filter((sign) => sign >= " ");
    for (const sign of [...latin, ..."–—‘’“”…·→↻█░▓┄│⟦⟧"])
      expect([sign, rowColumns(sign)]).toEqual([sign, columnsOf(sign)]);
  });
});

describe("padRow", () => {
  it("fills a row up to its columns", () => {
    expect(plainRow(padRow("日本", 6))).toBe("日本  ");
    expect(plainRow(padRow("abc", 2))).toBe("abc");
  });
});

describe("placeBar", () => {
  it("always shows a place, and always has its length", () => {
    expect(placeBar({ from: 25, to: 75, total: 100 }, 8)).toBe("░░████░░");
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 40 }), (from, to, total, length) => {
        const drawn = placeBar({ from, to, total }, length);
        expect(drawn).toHaveLength(length);
        expect(drawn).toContain("█");
      }),
    );
  });
});

describe("fitParts", () => {
  it("leaves out the parts of the highest rank first", () => {
    const parts = [
      { text: "one", rank: 0 },
      { text: "two", rank: 2 },
      { text: "three", rank: 1, glue: " → " },
    ];
    expect([30, 16, 10, 1].map((columns) => fitParts(parts, columns))).toEqual([
      "one · two → three",
      "one → three",
      "one",
      "one",
    ]);
  });
});
