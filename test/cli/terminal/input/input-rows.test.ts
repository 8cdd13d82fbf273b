import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { editorWith } from "../../../../cli/terminal/input/editor.ts";
import { inputRows } from "../../../../cli/terminal/input/input-rows.ts";

const anyEditor = fc
  .array(fc.constantFrom("a", "some words ", "\n", "日本", "👩‍👩‍👧", "\t", "\u202e"), { maxLength: 60 })
  .chain((parts) =>
    fc.nat(parts.length).map((before) => ({ text: parts.join(""), cursor: parts.slice(0, before).join("").length })),
  );

describe("inputRows", () => {
  it("never gives more or wider rows than asked for, and the cursor is among them", () => {
    fc.assert(
      fc.property(
        anyEditor,
        fc.integer({ min: 8, max: 30 }),
        fc.integer({ min: 1, max: 6 }),
        (editor, width, limit) => {
          const { rows, cursor, lines } = inputRows(editor, width, limit);
          expect(rows.length).toBeLessThanOrEqual(limit);
          for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(width);
          expect(rows[cursor.row]).toBeDefined();
          expect(cursor.column).toBeLessThanOrEqual(columnsOf(rows[cursor.row] ?? ""));
          expect(lines).toBe(editor.text.split("\n").length);
        },
      ),
    );
  });

  it("shows the rows around the cursor", () => {
    const text = Array.from({ length: 50 }, (_, index) => `line ${index}`).join("\n");
    expect(inputRows(editorWith(text), 20, 3)).toEqual({
      rows: ["line 47", "line 48", "line 49"],
      cursor: { row: 2, column: 7 },
      lines: 50,
    });
    expect(inputRows({ text, cursor: 2 }, 20, 3)).toEqual({
      rows: ["line 0", "line 1", "line 2"],
      cursor: { row: 0, column: 2 },
      lines: 50,
    });
  });

  it("shows both ends and the middle of a line of 200,000 characters", () => {
    for (const filling of ["x", "日", "👩‍👩‍👧"]) {
      const half = filling.repeat(100_000 / filling.length);
      const text = `begin${half}middle${half}end`;
      expect(inputRows(editorWith(text), 20, 3).rows.at(-1)).toMatch(/end$/);
      expect(inputRows({ text, cursor: 0 }, 20, 3).rows[0]).toMatch(/^begin/);
      const { rows, cursor } = inputRows({ text, cursor: 5 + half.length }, 20, 3);
      expect(rows.slice(cursor.row).join("").replaceAll(filling, "")).toContain("m");
    }
  });

  it("does not move what stands before the cursor while one types in a long line", () => {
    const line = "0123456789".repeat(50);
    const before = inputRows({ text: line, cursor: 250 }, 20, 4).rows;
    const after = inputRows({ text: `${line.slice(0, 250)}x${line.slice(250)}`, cursor: 251 }, 20, 4).rows;
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
  });

  it("takes a text of 10 MB", () => {
    const text = "a line of ordinary length that somebody has pasted\n".repeat(200_000);
    const { rows, lines } = inputRows({ text, cursor: 5_000_000 }, 80, 8);
    expect(rows).toHaveLength(8);
    expect(lines).toBe(200_001);
  });
});
