import xterm from "@xterm/headless";
import { cleanup, render } from "ink-testing-library";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Bottom } from "../../../cli/terminal/bottom-rows.ts";
import type { ChatState } from "../../../cli/terminal/chat-state.ts";
import { ChatView } from "../../../cli/terminal/chat-view.tsx";
import { createStore } from "../../../cli/terminal/create-store.ts";
import { emptyState as empty } from "../../../cli/terminal/empty-state.ts";
import { type Theme, themeOf } from "../../../cli/terminal/theme.ts";
import { loadMarkdown } from "../../../cli/terminal/transcript/load-markdown.ts";
import { createTranscript } from "../../../cli/terminal/transcript/transcript.ts";

// What Ink builds on reads it once, when it is loaded.
vi.hoisted(() => {
  process.env.FORCE_COLOR = "2";
});

beforeAll(loadMarkdown);
afterEach(cleanup);

/** What is open of the reply, and a row below it. */
const bottom = ({ open }: ChatState): Bottom => ({
  rows: [...open.map((row) => ({ kind: "reply", row }) as const), { kind: "status", row: "the end" }],
  cursor: { x: 0, y: 0 },
});

const start = (theme?: Theme) => {
  const store = createStore(empty);
  const transcript = createTranscript(store, () => 60);
  const chat = { state: store.get, subscribe: store.subscribe, printed: transcript.printed };
  const view = render(<ChatView chat={chat} bottom={bottom} {...(theme && { theme })} />);
  return { store, transcript, rows: () => (view.lastFrame() ?? "").split("\n") };
};

/** Lets React draw what has changed. */
const drawn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The first cell in which a text stands on a real terminal's screen. */
const cellOf = async (rows: readonly string[], text: string) => {
  const terminal = new xterm.Terminal({ cols: 80, rows: 40, allowProposedApi: true, convertEol: true });
  await new Promise<void>((resolve) => terminal.write(rows.join("\n"), resolve));
  for (let y = 0; y < 40; y++) {
    const line = terminal.buffer.active.getLine(y);
    const x = line?.translateToString().indexOf(text) ?? -1;
    if (x >= 0) return line?.getCell(x);
  }
  throw new Error(`${text} is not on screen`);
};

describe("the chat on screen", () => {
  it("prints every block once and in order, however they come, and forgets them", async () => {
    const { store, transcript, rows } = start();
    const said: string[] = [];
    for (let burst = 0; burst < 35; burst++) {
      for (let line = 0; line < (burst * 7) % 130; line++) {
        said.push(`burst ${burst}, line ${line}`);
        transcript.say([`burst ${burst}, line ${line}`]);
        // Now and then a block comes between two drawings of one task.
        if (line % 50 === 49) await Promise.resolve();
      }
      await drawn();
      expect(store.get().transcript.length).toBeLessThan(200);
    }
    expect(rows()).toEqual([...said, "the end"]);
    expect(store.get().flushed).toBeGreaterThan(1500);
  });

  it("prints what came within one drawing of what is forgotten", async () => {
    const { store, transcript, rows } = start();
    const said = Array.from({ length: 150 }, (_, line) => `line ${line}`);
    for (const line of said) transcript.say([line]);
    store.subscribe(() => {
      // Right when the first ones are forgotten.
      if (said.length < 160) transcript.say([said[said.push(`line ${said.length}`) - 1] ?? ""]);
    });
    for (let frame = 0; frame < 20; frame++) await drawn();
    expect(said).toHaveLength(160);
    expect(rows()).toEqual([...said, "the end"]);
  });

  it("shows an open row byte for byte as it will stand in the transcript", async () => {
    const { transcript, rows } = start(themeOf("auto", { TERM: "xterm-256color" }));
    for (const text of [
      "She *smiles* and **waves *at* you** with `code`",
      "> a [quote](https://a.b)",
      "# A *day*",
      "日本 👩‍👩‍👧",
    ]) {
      transcript.stream(text);
      await drawn();
      const open = rows().at(-2);
      transcript.endStream();
      await drawn();
      expect(rows().at(-2)).toBe(open);
    }
  });

  it("is drawn in the colours of its theme, which reach the terminal", async () => {
    const { transcript, rows } = start(themeOf("auto", { TERM: "xterm-256color" }));
    transcript.sayName("Mara", { number: 2, of: 3 });
    transcript.stream("*slanted* **strong** ~~struck~~ https://a.b plain");
    transcript.endStream();
    transcript.say(["broken"], "error");
    await drawn();
    const name = await cellOf(rows(), "Mara");
    expect([name?.isBold(), name?.getFgColor()]).toEqual([134217728, 133]);
    expect((await cellOf(rows(), "reply 2"))?.isDim()).toBeTruthy();
    expect((await cellOf(rows(), "slanted"))?.isItalic()).toBeTruthy();
    expect((await cellOf(rows(), "strong"))?.isBold()).toBeTruthy();
    expect((await cellOf(rows(), "struck"))?.isStrikethrough()).toBeTruthy();
    expect((await cellOf(rows(), "https"))?.isUnderline()).toBeTruthy();
    expect((await cellOf(rows(), "https"))?.getFgColor()).toBe(31);
    expect((await cellOf(rows(), "plain"))?.isFgDefault()).toBe(true);
    expect((await cellOf(rows(), "broken"))?.getFgColor()).toBe(161);
  });

  it("has no colour where none is wanted", async () => {
    const { transcript, rows } = start(themeOf("none", {}));
    transcript.sayName("Mara");
    transcript.say(["broken"], "error");
    transcript.stream("*so* `code` https://a.b");
    transcript.endStream();
    await drawn();
    const escapes = rows()
      .join("\n")
      .split("\u001b")
      .slice(1)
      .map((part) => part.slice(0, part.indexOf("m") + 1));
    expect(escapes.every((code) => /^\[(?:1|2|4|22|24)m$/.test(code))).toBe(true);
    expect((await cellOf(rows(), "Mara"))?.isBold()).toBeTruthy();
  });

  it("leaves the transcript alone on screen when the chat is over", async () => {
    const { store, transcript, rows } = start();
    transcript.say(["the last word"]);
    store.update({ isOver: true });
    await drawn();
    expect(rows()).toEqual(["the last word", ""]);
  });
});
