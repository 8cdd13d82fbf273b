import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionRows } from "../../../../cli/terminal/commands/session-rows.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { summaryOf } from "./fake-context.ts";

const now = Date.parse("2026-12-25T01:40:00Z");
const long = summaryOf("b", {
  title: "a long evening about gardens, rain and tea",
  persona: "Mara of the Hills",
  last: "Then let us meet where the road bends, as we always did.",
});
const rowsAt = (columns: number) => sessionRows([{ session: long, mark: "1" }], { columns, now }).map(plainRow);

describe("the table of sessions", () => {
  it("shows everything where there is room", () => {
    expect(rowsAt(120)[1]).toBe(
      "1  a long evening about gardens, rain…   Mara of the Hil…         4  Then let us meet where the road bends, as…  2 h ago",
    );
  });

  it("leaves out what says least as the window narrows", () => {
    expect(rowsAt(80)[0]).toMatch(/title .*persona .*messages .*last message .*when/);
    expect(rowsAt(60)[0]).toMatch(/title .*persona .*messages .*when/);
    expect(rowsAt(40)).toEqual(["   title                         when", "1  a long evening about garden…  2 h ago"]);
    expect(rowsAt(50)[0]).toMatch(/title .*messages .*when/);
    expect(rowsAt(16)).toEqual(["   title", "1  a long eveni…"]);
  });

  it("fits every window, whatever the sessions hold", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const session = fc.record({ title: text, persona: text, last: text, messages: fc.nat() });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 4 }), fc.integer({ min: 8, max: 140 }), (all, columns) => {
        const rows = sessionRows(
          all.map((each, at) => ({ session: summaryOf(`${at}`, each), mark: `${at}` })),
          { columns, now },
        ).map(plainRow);
        expect(rows).toHaveLength(all.length + 1);
        for (const row of rows) {
          expect(columnsOf(row)).toBeLessThanOrEqual(columns);
          expect(row).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 60 },
    );
  });
});
