import { Console } from "node:console";
import { describe, expect, it } from "vitest";
import type { ChatState } from "../../../../cli/terminal/chat-state.ts";
import { applyColorChoice } from "../../../../cli/terminal/color-choice.ts";
import { createStore } from "../../../../cli/terminal/create-store.ts";
import { emptyState } from "../../../../cli/terminal/empty-state.ts";
import { editorWith } from "../../../../cli/terminal/input/editor.ts";
import type { Row } from "../../../../cli/terminal/row.ts";
import { openScreen } from "../../../../cli/terminal/screen/open-screen.ts";
import { wrappingOf } from "../../../../cli/terminal/screen/wrapping.ts";
import { themeOf } from "../../../../cli/terminal/theme.ts";
import { fakeTerminal } from "./fake-terminal.ts";

// Ink looks once whether it runs under CI, and then draws nothing.
applyColorChoice(process.env);
// Of Vitest's own console this is missing, and Ink needs it.
Object.assign(console, { Console });
const { drawChat } = await import("../../../../cli/terminal/draw-chat.tsx");

const clears = new RegExp(`${"\x1b"}(\\[[23]J|c|\\[\\?1049)`);

const idle: ChatState = { ...emptyState, status: "a status" };

/** A chat that shows what it is told to, drawn by Ink in a terminal of this size. */
const draw = ({
  columns = 40,
  rows = 10,
  above = "",
  settling = 0,
  env = { TERM_PROGRAM: "vscode" } as object,
  cuts = false,
} = {}) => {
  const terminal = fakeTerminal({ columns, rows }, above, { cuts });
  const { stdout, stdin, size } = terminal;
  const store = createStore<ChatState>(idle);
  const screen = openScreen({
    stdout,
    stderr: stdout,
    size,
    wrapping: wrappingOf({ ...env }),
    redraw: () => drawing.redraw(),
  });
  const chat = { state: store.get, subscribe: store.subscribe };
  const drawing = drawChat({ chat, size, now: () => 0, theme: themeOf("dark", {}), stdin, stdout, screen, settling });
  let key = 0;
  const finish = (row: Row, open: readonly Row[] = []) =>
    store.update({ transcript: [...store.get().transcript, { key: key++, tone: "reply", rows: [row] }], open });
  return { ...terminal, store, screen, drawing, finish };
};

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `row ${from + at}`).join("\n");

describe("a screen that Ink draws on", () => {
  it("keeps every finished row, in order, and the prompt below", async () => {
    const { finish, settle, everything, screen, drawing, bytes } = draw({ above: "a shell\n$ understudy\n" });
    for (let row = 1; row <= 60; row++) {
      finish(`row ${row}`, ["what is open"]);
      await settle();
    }
    expect(everything()).toBe(`a shell\n$ understudy\n${numbered(1, 60)}\nwhat is open\n\n›\na status`);
    expect(bytes()).not.toMatch(clears);
    drawing.close();
    screen.close();
  });

  it("writes for a reply that streams little more than the reply", async () => {
    const { store, finish, settle, bytes, everything, drawing } = draw({ columns: 80, rows: 24 });
    await settle();
    const before = bytes().length;
    const line = "The kettle sings, and a ribbon of steam goes up to the window, where it stays.";
    for (let row = 0; row < 40; row++) {
      for (let end = 20; end < line.length; end += 20) {
        store.update({ open: [line.slice(0, end)] });
        await settle();
      }
      finish(line);
      await settle();
    }
    expect(everything().split(line)).toHaveLength(41);
    expect((bytes().length - before) / (40 * line.length)).toBeLessThan(2);
    drawing.close();
  });

  it("draws everything anew in a window that got narrower, wider, lower or higher, and leaves nothing of the old", async () => {
    const { store, finish, settle, everything, resize, drawing, bytes } = draw({ columns: 60, rows: 14 });
    for (let row = 1; row <= 30; row++) finish(`row ${row}`);
    store.update({ open: ["an open row that is wide enough to be wrapped"], editor: editorWith("typed text") });
    await settle();
    const sizes = [
      [30, 14],
      [90, 14],
      [24, 8],
      [60, 30],
      [41, 6],
      [60, 14],
    ] as const;
    for (const [columns, rows] of sizes) {
      resize(columns, rows);
      await settle();
      const open = "an open row that is wide enough to be wrapped";
      const shown = open.length > columns ? `${open.slice(0, columns - 1).trimEnd()}…` : open;
      expect(everything()).toBe(`${numbered(1, 30)}\n${shown}\n\n› typed text\na status`);
    }
    expect(bytes()).not.toMatch(clears);
    drawing.close();
  });

  it.each([0, 2, 4, 5])(
    "leaves nothing of rows that wrapped below the cursor, %d of a menu, which xterm.js then moves",
    async (count) => {
      const { store, finish, settle, everything, resize, drawing } = draw({ columns: 60, rows: 14 });
      for (let row = 1; row <= 30; row++) finish(`row ${row}`);
      const suggestions = Array.from({ length: count }, () => ({
        text: "",
        label: "a suggestion as wide as the window",
      }));
      const status = "a status that is wide enough to be wrapped twice";
      store.update({ open: ["an open row"], status, menu: { suggestions, selected: 0 } });
      await settle();
      for (const columns of count === 0 ? [40, 24, 20, 60] : [30]) {
        resize(columns, 14);
        await settle();
        const [above, below] = everything().split("\n›");
        expect(above).toBe(`${numbered(1, 30)}\nan open row\n`);
        expect(below?.split("\n")).toHaveLength(2 + count);
      }
      drawing.close();
    },
  );

  it.each([true, false])(
    "keeps what is finished when a terminal of which nothing is known gets narrower (it cuts rows: %s)",
    async (cuts) => {
      const env = { TERM: "xterm-256color" };
      const { store, finish, settle, everything, resize, drawing } = draw({ columns: 60, rows: 14, env, cuts });
      for (let row = 1; row <= 30; row++) finish(`row ${row}`);
      store.update({ open: ["an open row that is wide enough to be wrapped", "another that is wide enough"] });
      await settle();
      resize(22, 14);
      await settle();
      expect(everything().startsWith(`${numbered(1, 30)}\n`)).toBe(true);
      expect(everything().endsWith("\n\n›\na status")).toBe(true);
      drawing.close();
    },
  );

  it("loses nothing while the window is dragged, and writes where it has come to rest", async () => {
    const { store, finish, settle, everything, resize, drawing, bytes } = draw({ columns: 60, rows: 14, settling: 20 });
    for (let row = 1; row <= 30; row++) finish(`row ${row}`);
    store.update({ open: ["an open row that is wide enough to be wrapped"], status: "a status that is wide, too" });
    await settle();
    const before = bytes().length;
    for (let columns = 59; columns >= 20; columns--) resize(columns, 14);
    for (let columns = 21; columns <= 50; columns++) resize(columns, 14);
    expect(bytes()).toHaveLength(before);
    finish("row 31", ["another open row"]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await settle();
    // Where the cursor is after so many sizes nobody knows: a row of the prompt may stay.
    const fragment = "an open row that is wide enough to be wrapped\n";
    expect(everything().replace(fragment, "")).toBe(
      `${numbered(1, 31)}\nanother open row\n\n›\na status that is wide, too`,
    );
    drawing.close();
  });

  it("keeps what is finished while the window changes in the middle of a reply", async () => {
    const { finish, settle, everything, resize, drawing, bytes } = draw({ columns: 60, rows: 14 });
    for (let row = 1; row <= 80; row++) {
      finish(`row ${row}`, [`what is open of row ${row + 1}`]);
      if (row % 7 === 0) resize(20 + ((row * 13) % 60), 6 + ((row * 5) % 20));
      if (row % 3 === 0) await settle();
    }
    await settle();
    const rows = everything().split("\n");
    for (let row = 1; row <= 80; row++) expect(rows.filter((text) => text === `row ${row}`)).toHaveLength(1);
    expect(bytes()).not.toMatch(clears);
    drawing.close();
  });

  it("leaves the terminal to others, and draws below what they wrote", async () => {
    const { finish, settle, everything, screen, stdout, drawing } = draw();
    finish("before");
    await settle();
    screen.leave();
    finish("meanwhile");
    await settle();
    expect(everything()).toBe("before");
    stdout.write("$ fg\n");
    screen.resume();
    await settle();
    expect(everything()).toBe("before\n$ fg\nmeanwhile\n\n›\na status");
    drawing.close();
  });

  it("moves what is on screen out of sight, and loses nothing of it", async () => {
    const { finish, settle, everything, screen, window, drawing } = draw({ rows: 10 });
    for (let row = 1; row <= 4; row++) finish(`row ${row}`);
    await settle();
    screen.scrollAway();
    await settle();
    expect(window()).toBe("\n›\na status");
    expect(everything()).toBe(`${numbered(1, 4)}\n\n›\na status`);
    drawing.close();
    screen.close();
  });

  it("shows what is printed past it above the prompt", async () => {
    const { finish, settle, everything, drawing } = draw();
    finish("a row");
    await settle();
    console.warn("a library warns");
    await settle();
    expect(everything()).toBe("a row\na library warns\n\n›\na status");
    drawing.close();
  });

  it("ends below the transcript, with the cursor at the beginning of a row", async () => {
    const { store, finish, settle, everything, cursor, screen, drawing } = draw();
    finish("the last row");
    store.update({ isOver: true });
    drawing.close();
    await drawing.closed;
    screen.close();
    await settle();
    expect(everything()).toBe("the last row");
    expect(cursor()).toEqual({ x: 0, y: 1 });
  });
});

describe("what Ink writes", () => {
  const open = () => {
    const terminal = fakeTerminal({ columns: 40, rows: 10 });
    let redrawn = 0;
    const { stdout, size } = terminal;
    const screen = openScreen({ stdout, stderr: stdout, size, wrapping: "none", redraw: () => redrawn++ });
    const frame = (...rows: string[]) => `${rows.join("\n")}\n`;
    const update = (...writes: readonly string[]) => {
      for (const data of ["\x1b[?2026h", ...writes, "\x1b[?2026l"]) screen.stdout.write(data);
    };
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    return { ...terminal, screen, frame, update, tick, redrawn: () => redrawn };
  };

  it("is asked for again where a frame comes late, after others that were drawn since", async () => {
    const { screen, frame, update, tick, redrawn } = open();
    screen.rendering();
    update(frame("one"));
    screen.rendering();
    update("", frame("finished"), frame("three"));
    await tick();
    expect(redrawn()).toBe(0);
    // No drawing has begun since: this one was held back.
    update(frame("two"));
    await tick();
    expect(redrawn()).toBe(1);
    screen.rendering();
    update(frame("three"));
    await tick();
    expect(redrawn()).toBe(1);
  });

  it("is passed on where it is unknown, above a frame that stays whole", async () => {
    const { screen, frame, update, settle, everything } = open();
    update(frame("open", "status"));
    screen.stdout.write("\x1b]0;a title\x07something new\n");
    update(frame("open", "other status"));
    await settle();
    expect(everything()).toBe("something new\nopen\nother status");
  });

  it("is told to have been written", async () => {
    const { screen } = open();
    await new Promise<void>((resolve) => screen.stdout.write("", () => resolve()));
    await new Promise<void>((resolve) => screen.stdout.write("row\n", () => resolve()));
  });
});
