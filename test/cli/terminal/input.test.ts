import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bottomRows } from "../../../cli/terminal/bottom-rows.ts";
import type { ChatState } from "../../../cli/terminal/chat-state.ts";
import { editKey } from "../../../cli/terminal/edit-key.ts";
import { type Editor, editorWith, emptyEditor, moveLine } from "../../../cli/terminal/editor.ts";
import { columnsOf } from "../../../cli/terminal/graphemes.ts";
import { createHistory } from "../../../cli/terminal/history.ts";
import { inputRows } from "../../../cli/terminal/input-rows.ts";
import { type Key, readKeys } from "../../../cli/terminal/read-keys.ts";

const key = (name: string, more: Partial<Key> = {}): Key => ({ name, text: "", ctrl: false, meta: false, ...more });
const ctrl = (name: string) => key(name, { ctrl: true });
const typed = (text: string) => key(text, { text });

/** Applies keys to a text in which | is the cursor, and gives the same notation. */
const pressing = (start: string, ...keys: Key[]): string => {
  const cursor = start.indexOf("|");
  let editor: Editor = { text: start.replace("|", ""), cursor };
  for (const pressed of keys) editor = editKey(editor, pressed) ?? editor;
  return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
};

describe("editKey", () => {
  it("types at the cursor", () => expect(pressing("ab|d", typed("c"))).toBe("abc|d"));

  it("moves and deletes by whole characters", () => {
    expect(pressing("a👩‍👩‍👧|", key("left"))).toBe("a|👩‍👩‍👧");
    expect(pressing("a👩‍👩‍👧|", key("backspace"))).toBe("a|");
    expect(pressing("|👩‍👩‍👧b", key("delete"))).toBe("|b");
    expect(pressing("|", key("backspace"), key("delete"), key("left"), key("right"))).toBe("|");
  });

  it("knows the ends of lines", () => {
    expect(pressing("one\ntw|o\nthree", ctrl("a"))).toBe("one\n|two\nthree");
    expect(pressing("one\ntw|o\nthree", key("end"))).toBe("one\ntwo|\nthree");
    expect(pressing("one\ntw|o\nthree", ctrl("k"))).toBe("one\ntw|\nthree");
    expect(pressing("one\ntw|o\nthree", ctrl("u"))).toBe("one\n|o\nthree");
  });

  it("moves and deletes by words", () => {
    expect(pressing("so it goes|", key("b", { meta: true }))).toBe("so it |goes");
    expect(pressing("|so it", key("right", { ctrl: true }))).toBe("so| it");
    expect(pressing("see http://a.b|", ctrl("w"))).toBe("see |");
    expect(pressing("só isso|", key("backspace", { meta: true }))).toBe("só |");
  });

  it("breaks the line with Ctrl+J, Alt+Enter, Shift+Enter and Enter after a backslash", () => {
    expect(pressing("a|b", key("enter"))).toBe("a\n|b");
    expect(pressing("a|b", key("return", { meta: true }))).toBe("a\n|b");
    expect(pressing("a|b", key("shift-return"))).toBe("a\n|b");
    expect(pressing("a\\|", key("return"))).toBe("a\n|");
  });

  it("leaves Enter, Esc and unknown keys to others", () => {
    for (const name of ["return", "escape", "f5", ""]) expect(editKey(editorWith("a"), key(name))).toBeUndefined();
  });
});

describe("moveLine", () => {
  it("keeps the column where the other line is long enough", () => {
    expect(moveLine({ text: "one\ntwo", cursor: 6 }, -1)).toEqual({ text: "one\ntwo", cursor: 2 });
    expect(moveLine({ text: "o\ntwo", cursor: 5 }, -1)).toEqual({ text: "o\ntwo", cursor: 1 });
    expect(moveLine({ text: "two\no", cursor: 3 }, 1)).toEqual({ text: "two\no", cursor: 5 });
  });

  it("ends between characters, never within one", () => {
    expect(moveLine({ text: "👩‍👩‍👧\nab", cursor: 10 }, -1)?.cursor).toBe(8);
  });

  it("knows the first and the last line", () => {
    expect(moveLine(editorWith("one"), -1)).toBeUndefined();
    expect(moveLine(editorWith("one"), 1)).toBeUndefined();
  });
});

describe("createHistory", () => {
  it("walks back and forth, and keeps what was being written", () => {
    const history = createHistory();
    history.add("one");
    history.add("two");
    history.add("two");
    expect(history.step(-1, "draft")).toBe("two");
    expect(history.step(-1, "two")).toBe("one");
    expect(history.step(-1, "one")).toBeUndefined();
    expect(history.step(1, "one")).toBe("two");
    expect(history.step(1, "two")).toBe("draft");
    expect(history.step(1, "draft")).toBeUndefined();
  });
});

describe("readKeys", () => {
  const heard = async (chunks: readonly (string | Buffer)[], typedAhead = "") => {
    const stdin = new PassThrough();
    const events: string[] = [];
    const reader = readKeys(stdin, {
      key: ({ name, text, ctrl, meta }) => events.push(`${ctrl ? "C-" : ""}${meta ? "M-" : ""}${name || text}`),
      paste: (text) => events.push(`paste ${JSON.stringify(text)}`),
    });
    stdin.write(typedAhead);
    await reader.takeTypedAhead();
    for (const chunk of chunks) stdin.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
    reader.stop();
    return events;
  };

  it("tells a paste from typing, however its bytes are cut, and cleans it", async () => {
    const bytes = Buffer.from("a\x1b[200~one\r\ntwo\x1b[31m é\t日\x07\x1b[201~b");
    const expected = ["a", 'paste "one\\ntwo[31m é\\t日"', "b"];
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(await heard([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
  });

  it("names keys as readline does", async () => {
    expect(await heard(["x", "\x1b\r\n\r\x1b[1;5D\x7f\x03\x1b[13;2u"])).toEqual([
      "x",
      "M-return",
      "enter",
      "return",
      "C-left",
      "backspace",
      "C-c",
      "shift-return",
    ]);
  });

  it("takes the line feed of what was typed before raw mode for an Enter", async () => {
    expect(await heard(["\n"], "hi\n")).toEqual(["h", "i", "return", "enter"]);
  });
});

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
          const { rows, cursor } = inputRows(editor, width, limit);
          expect(rows.length).toBeLessThanOrEqual(limit);
          for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(width);
          expect(rows[cursor.row]).toBeDefined();
          expect(cursor.column).toBeLessThanOrEqual(columnsOf(rows[cursor.row] ?? ""));
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

  it("shows both ends of a line of 100,000 characters", () => {
    const text = `begin${"x".repeat(100_000)}end`;
    expect(inputRows(editorWith(text), 20, 3).rows.at(-1)).toMatch(/end$/);
    expect(inputRows({ text, cursor: 0 }, 20, 3).rows[0]).toMatch(/^begin/);
  });
});

describe("bottomRows", () => {
  const idle: ChatState = {
    transcript: [],
    open: "",
    waiting: undefined,
    editor: emptyEditor,
    hint: undefined,
    status: "offline · no key",
    isOver: false,
  };

  it("stay lower than the window, whatever is to be shown", () => {
    const busy = { ...idle, open: "a reply", waiting: { stage: "answering", since: 0 } };
    fc.assert(
      fc.property(
        fc.constantFrom(idle, busy),
        anyEditor,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 2, max: 40 }),
        (state, editor, columns, rows) => {
          const bottom = bottomRows({ ...state, editor }, { columns, rows, now: 0 });
          expect(bottom.rows.length).toBeLessThan(rows);
          expect(bottom.rows[bottom.cursor.y]?.kind).toBe("input");
        },
      ),
    );
  });

  it("say what is waited for and for how long", () => {
    const state = { ...idle, waiting: { stage: "thinking", since: 1000 } };
    const texts = (now: number) => bottomRows(state, { columns: 40, rows: 24, now }).rows.map(({ text }) => text);
    expect(texts(1500)[0]).toMatch(/^. thinking · Esc cancels$/);
    expect(texts(4200)[0]).toMatch(/^. thinking 3 s · Esc cancels$/);
  });

  it("tell the size of a text that is larger than its window", () => {
    const editor = editorWith("line\n".repeat(1233));
    const rows = bottomRows({ ...idle, editor }, { columns: 80, rows: 24, now: 0 }).rows;
    expect(rows.at(-1)?.text).toBe("1,234 lines, 6,165 characters · Enter sends");
  });

  it("prefer a hint to the status", () => {
    const rows = bottomRows({ ...idle, hint: "Ctrl+C again quits" }, { columns: 80, rows: 24, now: 0 }).rows;
    expect(rows.at(-1)?.text).toBe("Ctrl+C again quits");
  });
});
