import fc from "fast-check";
import { Box, Text } from "ink";
import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import type { Menu } from "../../../../cli/terminal/input/menu.ts";
import { menuRows } from "../../../../cli/terminal/input/menu-rows.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { nastyText } from "./nasty-parts.ts";

const MenuBox = ({ menu, columns, rows }: { menu: Menu; columns: number; rows: number }) => (
  <Box flexDirection="column">
    {menuRows(menu, { columns, rows }).map((row, index) => (
      // A row has no identity beyond its place.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <Text key={index}>{plainRow(row)}</Text>
    ))}
  </Box>
);
const drawn = (menu: Menu, columns = 40, rows = 8) =>
  render(<MenuBox menu={menu} columns={columns} rows={rows} />).lastFrame();

const commands: Menu = {
  suggestions: [
    { text: "/retry", label: "/retry", detail: "another reply to the last message" },
    { text: "/rename ", label: "/rename [title]", detail: "gives the session a title" },
    { text: "/reload", label: "/reload", detail: "reads persona and examples again" },
  ],
  selected: 1,
};

describe("menuRows", () => {
  it("shows what can be chosen, with its details beside it", () => {
    expect(drawn(commands, 60)).toBe(
      [
        "  /retry           another reply to the last message",
        "▸ /rename [title]  gives the session a title",
        "  /reload          reads persona and examples again",
      ].join("\n"),
    );
  });

  it("cuts details where the window ends, and leaves them out where it is tiny", () => {
    expect(drawn(commands, 30)).toContain("/rename [title]  gives the …");
    expect(drawn(commands, 14)).toBe(["  /retry", "▸ /rename [ti…", "  /reload"].join("\n"));
  });

  it("cuts paths where they are alike, in front", () => {
    const path = "training_data/personas/roz/persona.yaml";
    const menu: Menu = { suggestions: [{ text: path, label: path, cut: "front", detail: "Roz" }], selected: 0 };
    expect(drawn(menu, 40)).toBe("▸ …sonas/roz/persona.yaml  Roz".replace("…sonas", "…as"));
  });

  it("shows the part around the selected one, and where in the list it is", () => {
    const suggestions = Array.from({ length: 30 }, (_, index) => ({ text: `${index}`, label: `message ${index}` }));
    expect(drawn({ suggestions, selected: 12, title: "messages" }, 30, 4)).toBe(
      ["  messages · 13 of 30", "  message 11", "▸ message 12", "  message 13"].join("\n"),
    );
    expect(drawn({ suggestions, selected: 29 }, 30, 3)).toBe(["  30 of 30", "  message 28", "▸ message 29"].join("\n"));
    expect(drawn({ suggestions, selected: 29 }, 30, 1)).toBe("▸ message 29");
  });

  it("says that nothing was found", () => {
    expect(drawn({ suggestions: [], selected: 0, title: "nothing found" })).toBe("  nothing found");
  });

  it("is never larger than its room, whatever is offered, and shows no control characters", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ text: fc.string(), label: nastyText, detail: nastyText }), { maxLength: 12 }),
        fc.nat(),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 9 }),
        (suggestions, selected, columns, rows) => {
          const menu = { suggestions, selected: selected % Math.max(1, suggestions.length), title: "\x1b[2Ja title" };
          const shown = menuRows(menu, { columns, rows }).map(plainRow);
          expect(shown.length).toBeLessThanOrEqual(rows);
          for (const row of shown) {
            expect(columnsOf(row)).toBeLessThanOrEqual(columns);
            expect(row).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
