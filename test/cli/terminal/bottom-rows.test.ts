import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bottomRows } from "../../../cli/terminal/bottom-rows.ts";
import type { ChatState } from "../../../cli/terminal/chat-state.ts";
import { emptyState } from "../../../cli/terminal/empty-state.ts";
import { editorWith } from "../../../cli/terminal/input/editor.ts";
import { menuRows } from "../../../cli/terminal/input/menu-rows.ts";
import { plainRow } from "../../../cli/terminal/row.ts";

const idle: ChatState = { ...emptyState, status: "offline · no key" };

const suggestions = ["/retry", "/rename", "/reload"].map((text) => ({ text, label: text, detail: "what it does" }));

const anyEditor = fc
  .array(fc.constantFrom("a", "some words ", "\n", "日本", "👩‍👩‍👧", "\t", "\u202e"), { maxLength: 60 })
  .chain((parts) =>
    fc.nat(parts.length).map((before) => ({ text: parts.join(""), cursor: parts.slice(0, before).join("").length })),
  );

const lastRow = (state: ChatState): string => {
  const last = bottomRows(state, { columns: 80, rows: 24, now: 0, menuRows }).rows.at(-1);
  return last === undefined ? "" : plainRow(last.row);
};

describe("bottomRows", () => {
  it("stay lower than the window, whatever is to be shown", () => {
    const busy: ChatState = {
      ...idle,
      open: ["a reply", "of rows"],
      waiting: { stage: "answering", since: 0, heardAt: 0 },
      queued: ["one", "two", "three", "four"],
      menu: { suggestions, selected: 1, title: "commands" },
      lead: "search: ",
      inspector: { ...idle.inspector, isOpen: true },
    };
    fc.assert(
      fc.property(
        fc.constantFrom(idle, busy),
        anyEditor,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 2, max: 40 }),
        (state, editor, columns, rows) => {
          const inspectorRows = (_: unknown, room: { rows: number }) => Array(room.rows).fill("a row");
          const bottom = bottomRows({ ...state, editor }, { columns, rows, now: 0, menuRows, inspectorRows });
          expect(bottom.rows.length).toBeLessThan(rows);
          expect(bottom.rows[bottom.cursor.y]?.kind).toBe("input");
        },
      ),
    );
  });

  it("give few rows to the input first, then to the reply, what is waited for, what was opened, and the status", () => {
    const busy: ChatState = {
      ...idle,
      open: ["a reply"],
      waiting: { stage: "answering", since: 0, heardAt: 0 },
      queued: ["next"],
      menu: { suggestions, selected: 0 },
      inspector: { isOpen: true, scroll: 0, turn: undefined },
    };
    const kindsIn = (rows: number) => {
      const bottom = bottomRows(busy, { columns: 80, rows, now: 0, menuRows, inspectorRows: () => ["pane", "pane"] });
      return [...new Set(bottom.rows.map(({ kind }) => kind))];
    };
    expect(kindsIn(2)).toEqual(["input"]);
    expect(kindsIn(3)).toEqual(["reply", "input"]);
    expect(kindsIn(4)).toEqual(["reply", "waiting", "input"]);
    expect(kindsIn(5)).toEqual(["reply", "waiting", "input", "menu"]);
    expect(kindsIn(6)).toEqual(["reply", "waiting", "input", "menu", "status"]);
    expect(kindsIn(24)).toEqual(["reply", "waiting", "queued", "gap", "input", "menu", "status", "inspector"]);
  });

  it("show at most three of the messages that wait", () => {
    const shown = bottomRows(
      { ...idle, queued: ["one", "two", "three", "four"] },
      { columns: 80, rows: 24, now: 0, menuRows },
    );
    const rows = shown.rows.filter(({ kind }) => kind === "queued").map(({ row }) => plainRow(row));
    expect(rows).toEqual(["· queued: one", "· queued: two", "· 2 more queued"]);
  });

  it("tell the size of a text that is larger than its window", () => {
    const editor = editorWith("line\n".repeat(1233));
    expect(lastRow({ ...idle, editor })).toBe("1,234 lines, 6,165 characters · Enter sends");
    expect(lastRow({ ...idle, editor: editorWith("word ".repeat(2000)) })).toBe(
      "1 line, 10,000 characters · Enter sends",
    );
    expect(lastRow({ ...idle, editor: editorWith("word ".repeat(100)) })).toBe(idle.status);
  });

  it("keep a row for what was opened, the menu or the inspector, where rows are few", () => {
    const kinds = (state: Partial<ChatState>, rows: number) =>
      bottomRows(
        { ...idle, ...state },
        { columns: 20, rows, now: 0, menuRows, inspectorRows: (_, room) => Array(room.rows).fill("a row") },
      ).rows.map(({ kind }) => kind);
    const menu = { suggestions, selected: 0 };
    const inspector = { ...idle.inspector, isOpen: true };
    const waiting = { stage: "answering", since: 0, heardAt: 0 };
    expect(kinds({ menu }, 3)).toEqual(["input", "menu"]);
    expect(kinds({ inspector }, 3)).toEqual(["input", "inspector"]);
    expect(kinds({ inspector, hint: "Ctrl+C again quits" }, 3)).toEqual(["input", "status"]);
    expect(kinds({ inspector, menu }, 4)).toEqual(["input", "menu", "status"]);
    expect(kinds({ inspector, waiting, open: ["a", "b"], queued: ["one"] }, 6)).toEqual([
      "reply",
      "waiting",
      "input",
      "status",
      "inspector",
    ]);
    expect(kinds({ inspector, editor: editorWith("many words ".repeat(50)) }, 6)).toEqual([
      "gap",
      "input",
      "input",
      "status",
      "inspector",
    ]);
  });

  it("leave the conversation half of a low window, and of a high one what it needs", () => {
    const inspectorRows = (_: unknown, room: { rows: number }) => Array(room.rows).fill("a row");
    const paneIn = (rows: number) =>
      bottomRows(
        { ...idle, inspector: { ...idle.inspector, isOpen: true } },
        { columns: 80, rows, now: 0, menuRows, inspectorRows },
      ).rows.filter(({ kind }) => kind === "inspector").length;
    expect([6, 24, 40].map(paneIn)).toEqual([2, 12, 26]);
  });

  it("prefer a hint to the status", () => {
    expect(lastRow({ ...idle, hint: "Ctrl+C again quits" })).toBe("Ctrl+C again quits");
  });
});
