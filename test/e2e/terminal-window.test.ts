import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startPty } from "../pty.ts";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { replyGate } from "../servers/reply-gate.ts";
import type { TerminalChat } from "./open-terminal.ts";
import { jsonLines, programPath } from "./program.ts";
import {
  asFound,
  clears,
  count,
  lookOf,
  looks,
  modesAfter,
  plainLook,
  terminalRoom,
  withoutSpace,
} from "./terminal-checks.ts";

const room = terminalRoom();

const numbers = (length: number) => Array.from({ length }, (_, number) => number);
const row = (number: number) => `Row ${number} of a long reply.`;
const rowsOf = (length: number) => numbers(length).map(row).join("\n");

/** The numbers of the rows that stand behind the persona's name, and all else that stands there, without spaces. */
const shownRows = (chat: TerminalChat) => {
  const text = withoutSpace(chat.everything().split("Vera Almourim\n").at(-1) ?? "");
  return {
    rows: [...text.matchAll(/Row(\d+)ofalongreply\./g)].map(([, number]) => Number(number)),
    rest: text.replace(/Row(\d+)ofalongreply\./g, ""),
  };
};

describe("a long reply", () => {
  it.each([
    [80, 24],
    [200, 50],
    [40, 15],
    [20, 6],
  ])(
    "streams through a window of %d×%d: each row once, in order, and nothing of the prompt among them",
    async (columns, rows) => {
      const { chat } = await room.talking({ reply: rowsOf(300), chunking: { units: 12, pace: 700 } }, [], {
        columns,
        rows,
      });
      chat.write("how was your day?\r");
      await chat.waitFor(/#1\b.*\n\n› \n/s, { timeout: 20_000 });
      const shown = shownRows(chat);
      expect(shown.rows).toEqual(numbers(300));
      expect(shown.rest).toMatch(/^#1(·neutral→engage[^›]*)?›ollama:qwen3:4b·a.{1,19}$/);
      expect(count(chat.everything(), "›")).toBe(2);
      expect(chat.everything()).not.toMatch(/answering|waiting for|Esc cancels/);
      expect(chat.bytes()).not.toMatch(clears);
    },
  );

  it.each([
    [80, 24],
    [20, 6],
  ])("of wide characters, joined emoji, Hebrew and Arabic is whole in a window of %d×%d", async (columns, rows) => {
    const lines = [
      "日本語の返事はここで折り返します。とても長いので。",
      "The family 👩‍👩‍👧‍👦 waves 👋🏽 from 🇵🇹 today.",
      "שלום לך, איך עבר היום שלך ומה שלום החתול?",
      "مرحبا بك، كيف كان يومك وماذا فعلت القطة؟",
      "e\u0301te\u0301 and nai\u0308ve, put together from parts.",
    ];
    const reply = numbers(12)
      .map((number) => `${number}. ${lines[number % lines.length]}`)
      .join("\n");
    const { chat } = await room.talking({ reply, chunking: { units: 3 } }, [], { columns, rows });
    chat.write("how was your day?\r");
    await chat.waitFor(/#1\b.*\n\n› \n/s);
    const shown = withoutSpace(chat.everything().split("Vera Almourim\n").at(-1) ?? "");
    expect(shown.split("#1")[0]).toBe(withoutSpace(reply));
    expect(chat.bytes()).not.toMatch(clears);
  });
});

describe("a window that changes its size", () => {
  // The terminal of these tests is the one of that program.
  const env = { TERM_PROGRAM: "vscode" };
  const sizes = [
    [60, 24],
    [30, 24],
    [120, 24],
    [120, 10],
    [80, 40],
    [20, 6],
    [80, 24],
  ] as const;

  it("while a reply streams in keeps all of it, and leaves nothing of the prompt behind", async () => {
    const gate = replyGate();
    const { chat } = await room.talking({ reply: rowsOf(180), chunking: { units: 12, hold: gate.hold } }, [], { env });
    // 20 rows further each time, and half a row.
    const stops = sizes.map(([columns, rows], at) => ({ columns, rows, row: 20 + 20 * at }));
    const pieceOf = (last: number) => Math.ceil((rowsOf(last + 2).length - 10) / 12);
    gate.stopAt(pieceOf(20));
    chat.write("how was your day?\r");
    for (const { columns, rows, row: last } of stops) {
      await chat.waitFor(new RegExp(`Row ${last} `));
      const written = chat.bytes().length;
      chat.resize(columns, rows);
      await chat.waitFor(() => chat.bytes().includes("\x1b[J", written) && /\n› \n.*$/.test(chat.screen()));
      gate.stopAt(pieceOf(last + 20));
    }
    gate.letThrough();
    await chat.waitFor(/#1\b.*\n\n› \n/s, { timeout: 20_000 });
    const shown = shownRows(chat);
    expect(shown.rows).toEqual(numbers(180));
    expect(shown.rest).toMatch(/^#1·neutral→engage[^›]*›ollama:qwen3:4b·asaskedforwith--lm$/);
    expect(chat.bytes()).not.toMatch(clears);
  });
});

describe("a paste", () => {
  it("of any size is shown in a few rows, is never sent by itself, and goes out whole with Enter", async () => {
    const home = join(room.folder, "pasted");
    const { server, chat } = await room.talking({ reply: "I have read it." }, [], { env: { UNDERSTUDY_HOME: home } });
    const asked = () => server.requests.filter(({ path }) => path === "/api/chat").length;
    const pastes = [
      {
        text: numbers(200)
          .map((line) => `line ${line} of a letter`)
          .join("\n"),
        tells: "200 lines, 4,089 characters",
      },
      { text: "a long walk by the sea ".repeat(435).slice(0, 10_000), tells: "1 line, 10,000 characters" },
      { text: "We walked along the shore and talked of nothing.\n".repeat(21_400), tells: "21,401 lines, 1,048,600" },
    ];
    for (const [at, { text, tells }] of pastes.entries()) {
      chat.paste(text);
      await chat.waitFor(tells);
      expect(chat.screen().split("\n› ").at(-1)?.split("\n")).toHaveLength(9); // eight of them and the status
      chat.write(" the end");
      await chat.waitFor("the end\n");
      expect(asked()).toBe(at);
      chat.write("\r");
      await chat.waitFor(new RegExp(`#${at + 1}\\b.*\\n\\n› \\n`, "s"));
      expect(asked()).toBe(at + 1);
    }
    expect(chat.bytes()).not.toMatch(clears);
    const session = readdirSync(join(home, "sessions")).find((name) => name.endsWith(".jsonl")) ?? "";
    const kept = jsonLines<{ type: string; message?: string }>(readFileSync(join(home, "sessions", session), "utf8"));
    expect(kept.flatMap(({ message }) => message ?? []).map(({ length }) => length)).toEqual([4097, 10_008, 20_000]);
    // Of more than a message may hold, it is told how much was read.
    expect(chat.everything()).toContain("the message has 1048608 characters, and only the first 20000 were read");
  });

  it("with control characters is text alone, and one whose end got lost keeps nobody from writing", async () => {
    const { server, chat } = await room.talking({ reply: "I have read it." });
    const asked = () => server.requests.map(({ body }) => readPrompt(body).message);
    chat.paste("one\x03\x04\x15 two\x1b[2J\x1b]0;title\x07 three\x1b\r\nfour \x1b[A\x00\x7f five");
    await chat.waitFor("five");
    expect(server.requests).toEqual([]);
    chat.write("\r");
    await chat.waitFor(/#1\b.*\n\n› \n/s);
    expect(asked()).toEqual(["one two[2J]0;title three\n\nfour [A five"]);
    chat.write("\x1b[200~cut off\rin the middle");
    await chat.waitFor(/cut off\n {2}in the middle/);
    chat.write("\r");
    await chat.waitFor(/in the middle\n {2}\n/);
    chat.write("but sent");
    await chat.waitFor("but sent");
    chat.write("\r");
    await chat.waitFor(/#2\b.*\n\n› \n/s);
    expect(asked()[1]).toBe("cut off\nin the middle\nbut sent");
    expect(chat.bytes()).not.toMatch(clears);
  });
});

describe("a small window", () => {
  const talking = (columns: number, rows: number) =>
    room.talking(
      { reply: rowsOf(4), fault: (request) => (request === 1 ? { kind: "stall", after: 15 } : undefined) },
      [],
      { columns, rows },
    );

  it("of 20×6 has room for the prompt, a menu, a search, a line of the inspector and a reply", async () => {
    const { chat } = await talking(20, 6);
    chat.write("hello you\r");
    await chat.waitFor(/ {2}Row 3 of a long\n {2}reply\.\n {2}#1\n\n› \nollama:qwen3:4b · a…$/);
    chat.write("/");
    await chat.waitFor(/\n› \/\n {2}1 of \d+\n▸ \/why \[turn\]\nollama:qwen3:4b · a…$/);
    chat.write("\x1b[B");
    await chat.waitFor(/\n▸ \/prompt \[turn\]\n/);
    chat.write("\x15\x12hel");
    await chat.waitFor(/\nsearch: hel\n[\s\S]*▸ hello you\nollama/);
    chat.write("\x1b");
    await chat.waitFor(/\n› .*\nollama.*$/);
    chat.write("\x15\x0f");
    await chat.waitFor(/\n› \nollama.*\n#1 → engage · [\d.]+ m?s$/);
    chat.write("a message of more rows than there are in this window of ours, long as it is\nand good");
    await chat.waitFor(/\n\n› .*\n {2}and good\n2 lines, 84 charact…\n#1 → engage.*$/);
    chat.write("\r");
    await chat.waitFor(/Row 1 of a long\n {2}reply\.\n[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] answering.*\n› \nollama.*\n.*\d+ m?s$/);
    chat.write("\x1b");
    await chat.waitFor(/\n {2}cancelled\n\n› \nollama.*\n.*$/);
    expect(count(chat.everything(), "answering")).toBe(0);
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("of 10×3 still shows what is typed, and one row of what was opened", async () => {
    const { chat } = await talking(10, 3);
    chat.write("hello you\r");
    await chat.waitFor(/^ {2}#1\n› \nollama:qw…$/);
    chat.write("/");
    await chat.waitFor(/\n› \/\n▸ \/why \[t…$/);
    chat.write("\x15\x12hel");
    await chat.waitFor(/\n› hel\n▸ hello y…$/);
    chat.write("\x1b");
    await chat.waitFor(/\n› ou\n1 line, 9…$/);
    chat.write("\x15\x0f");
    await chat.waitFor(/\n› \nengage$/);
    chat.write("\x0fa letter of many words\r");
    await chat.waitFor(/^\S*\n?[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /m);
    chat.write("\x1b");
    await chat.waitFor(() => /cancelled›ollama:qw…$/.test(withoutSpace(chat.everything())));
    expect(withoutSpace(chat.everything())).toContain("VeraAlmourimRow0ofalongreply.Row1ofalongreply.Row2");
    expect(chat.bytes()).not.toMatch(clears);
  });
});

describe("the inspector", () => {
  const reply = "Lovely to hear. And find me on Instagram as ☎☎vera. Then there is more.";
  const talking = async (columns: number, rows: number, args: readonly string[] = []) => {
    const gate = replyGate();
    const { chat } = await room.talking(
      { reply, chunking: { units: 4, hold: gate.hold } },
      ["--inspector", "open", ...args],
      { columns, rows },
    );
    return { gate, chat };
  };
  const pageDown = "\x1b[6~";
  const prompt = /^ollama:qwen3:4b · a/;
  /** Its rows, below the status. */
  const pane = (chat: TerminalChat) => {
    const rows = chat.screen().split("\n");
    return rows.slice(rows.findLastIndex((text) => prompt.test(text)) + 1);
  };

  it("follows a turn while it runs, below the conversation, and is scrolled where it is higher than its room", async () => {
    const { gate, chat } = await talking(80, 24);
    gate.stopAt(6);
    chat.write("how was your day?\r");
    await chat.waitFor(/#1 · neutral 0\.80 → engage · answering .* 1–11 of \d+\n/);
    expect(pane(chat)).toHaveLength(12);
    expect(pane(chat).slice(1).join("\n")).toMatch(
      /^mood → pipeline\n {2}neutral ████████░░ 0\.80, .*\n {2}→ engage .*\ncontext\n.*\n.*\ndemos .*\n {2}███████░░░ {2}0\.75 \+0\.02 ge-hello/,
    );
    expect(chat.screen()).toContain("  Lovely to hear.\n");
    for (const _ of [1, 2, 3, 4]) chat.write(pageDown);
    await chat.waitFor(
      / (\d+)–(\d+) of \2\n[\s\S]*\ntime\n {2}guards, mood .*\n {2}demos .*\n {2}first words .*\n.*\n {2}so far .* m?s$/,
    );
    gate.letThrough();
    await chat.waitFor(/#1 · neutral 0\.80 → engage · [\d.]+ m?s · cut by guard .* of \d+\n/);
    chat.write("\x0f");
    await chat.waitFor(/\nollama:qwen3:4b · as asked for with --lm$/);
    expect(chat.screen()).not.toContain("mood → pipeline");
    expect(chat.bytes()).not.toMatch(/☎/);
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("stands in two columns in a wide window", async () => {
    const { gate, chat } = await talking(120, 44);
    gate.stopAt(6);
    chat.write("how was your day?\r");
    await chat.waitFor(
      /answering [\d.]+ m?s · nearest demo 0\.75\nmood → pipeline {20,}│ demos of the default program/,
    );
    await chat.waitFor(/ {2}so far {2,}[\d.]+ m?s/);
    gate.letThrough();
    await chat.waitFor(/\ntokens +│[\s\S]*\d+ in, \d+ out · ollama:qwen3:4b/);
    expect(pane(chat).join("\n")).toMatch(/\nverdicts .*\n {2}· attempt 1 blocked by social-platforms: names /);
    expect(pane(chat).join("\n")).toMatch(/⟦▓+⟧/);
    expect(chat.bytes()).not.toMatch(/☎/);
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("shows a draft that a guard blocked, its span marked, to operators who asked for it with --show-blocked", async () => {
    const { chat } = await talking(120, 50, ["--show-blocked"]);
    chat.write("how was your day?\r");
    await chat.waitFor("cut by guard");
    await chat.waitFor(/Lovely to hear\. And find me on ⟦Instagram⟧ as/);
    const why = await chat.command("/why");
    expect(why).toContain("Lovely to hear. And find me on ⟦Instagram⟧ as ☎☎vera.");
  });

  it("repeats none of the words of a message that tells of danger", async () => {
    const { chat } = await talking(120, 40);
    chat.write("i don't want to live anymore, the ☎☎ bridge\r");
    await chat.waitFor("care reply");
    await chat.waitFor(/ {4}\(in crisis: its words are kept private\)/);
    expect(await chat.command("/why")).toContain("message\n  (in crisis: its words are kept private)\n");
    expect(count(chat.everything(), "☎☎ bridge")).toBe(1);
  });
});

describe("--typing-pace", () => {
  const reply = "Lovely to hear. The kettle is on and the lamp is lit, so sit down and tell me all about it.";

  it("shows a reply bit by bit, and the rest of it at once with Esc", async () => {
    const { server, chat } = await room.talking({ reply }, ["--typing-pace", "30"]);
    chat.write("how was your day?\r");
    await chat.waitFor(/\n {2}Lov/);
    expect(await server.requests.at(-1)?.ended).toBe("whole");
    const seen = new Set<number>();
    await chat.waitFor(() => {
      seen.add(/\n {2}(Lovely.*)/.exec(chat.screen())?.[1]?.length ?? 0);
      return chat.screen().includes("The kettle");
    });
    expect(seen.size).toBeGreaterThan(10);
    chat.write("\x1b");
    await chat.waitFor("#1 ·");
    expect(withoutSpace(chat.turns()[0]?.reply ?? "")).toBe(withoutSpace(reply));
    expect(chat.everything()).not.toContain("cancelled");
  });
});

describe("the looks", () => {
  const answers = { reply: "Lovely. I keep **one** `tape`." };
  const greeted = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { chat } = await room.talking(answers, args, { env });
    chat.write("how was your day?\r");
    await chat.waitFor(/#1 ·.*\n\n› ?\n/s);
    return chat;
  };

  it.each([
    ["NO_COLOR", [], { NO_COLOR: "1" }],
    ["FORCE_COLOR=0", [], { FORCE_COLOR: "0" }],
  ])("have no colour and no other attribute with %s", async (_, args, env) => {
    const chat = await greeted(args, env);
    expect(chat.bytes()).not.toMatch(looks);
  });

  const dark = { user: 6, code: 6, name: 13 };
  const onAny = { user: 31, code: 30, name: 133 };
  const onLight16 = { user: 4, code: 4, name: 5 };
  const uncoloured = { user: undefined, code: undefined, name: undefined };
  it.each([
    ["are those for black where COLORFGBG says so", [], { COLORFGBG: "15;0" }, dark],
    ["can be read on white where COLORFGBG says so", [], { COLORFGBG: "0;15" }, onAny],
    ["can be read on white with 16 colours as well", ["--theme", "light"], { TERM: "xterm" }, onLight16],
    ["have the colours that FORCE_COLOR=3 asks for", [], { TERM: "xterm", FORCE_COLOR: "3" }, onAny],
    ["have no colour with --theme none, yet what stands out", ["--theme", "none"], {}, uncoloured],
  ])("%s", async (_, args, env, { user, code, name }) => {
    const chat = await greeted(args, env);
    expect(await lookOf(chat.bytes(), "how was your day?")).toMatchObject({ palette: user, bold: false });
    expect(await lookOf(chat.bytes(), "Vera Almourim", { last: true })).toMatchObject({ palette: name, bold: true });
    expect(await lookOf(chat.bytes(), "one")).toMatchObject({ palette: undefined, bold: true });
    expect(await lookOf(chat.bytes(), "tape")).toMatchObject({ palette: code });
    expect(await lookOf(chat.bytes(), "#1 ·")).toMatchObject({ palette: undefined, dim: true });
    expect(await lookOf(chat.bytes(), "Lovely")).toEqual(plainLook);
  });
});

describe("a chat in lines of text", () => {
  const talking = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const reply = "Lovely. I keep **one** `tape`.\n\n- a\n- b";
    const server = await room.serving(startFakeOllama({ models: ["qwen3:4b"], reply, chunking: { units: 4 } }));
    const chat = room.opened(
      startPty(process.execPath, [programPath, "--lm", "ollama:qwen3:4b", ...args], {
        cwd: room.folder,
        env: { ...room.env, ...env, OLLAMA_HOST: server.url },
      }),
    );
    return { server, chat, asked: () => server.requests.map(({ body }) => readPrompt(body).message) };
  };

  it("is what TERM=dumb gets, without one escape sequence", async () => {
    const { chat, asked } = await talking([], { TERM: "dumb" });
    await chat.waitFor(/model: .*\n>$/);
    chat.write("how was your day?\r");
    await chat.waitFor(
      /\n> how was your day\?\n\nVera Almourim:\n {2}Lovely\. I keep one tape\.\n\n {2}- a\n {2}- b\n {2}#1 ·.*\n>$/,
    );
    chat.write("one \\\r");
    await chat.waitFor(/\n\.\.\.$/);
    chat.write("two\r");
    await chat.waitFor(/#2 ·.*\n>$/);
    chat.write("/help why\r");
    await chat.waitFor(/\n\/why \[turn\]\n[\s\S]*\n>$/);
    chat.write("/quit\r");
    expect(await chat.exit).toEqual({ code: 0, signal: 0 });
    expect(asked()).toEqual(["how was your day?", "one \ntwo"]);
    expect(chat.bytes()).not.toContain("\x1b");
  });

  it("is what --screen-reader gets, with words for signs, and a paste is one message", async () => {
    const { chat, asked } = await talking(["--screen-reader"], {});
    await chat.waitFor(/model: .*\nyou:$/);
    chat.write("how was your day?\r");
    await chat.waitFor(
      /\nyou: how was your day\?\n\(thinking\)\nVera Almourim:\n {2}Lovely\. I keep one tape\.\n {2}- a\n {2}- b\n {2}#1 ·.*\n\(answered\)\nyou:$/,
    );
    chat.paste("a pasted\nletter");
    await chat.waitFor(/\nletter$/);
    expect(asked()).toHaveLength(1);
    chat.write("\r");
    await chat.waitFor(/#2 ·.*\n\(answered\)\nyou:$/);
    chat.write("\x04");
    expect(await chat.exit).toEqual({ code: 0, signal: 0 });
    expect(asked()[1]).toBe("a pasted\nletter");
    expect(chat.bytes()).not.toMatch(looks);
    expect(chat.bytes()).not.toMatch(clears);
    expect(modesAfter(chat.bytes())).toEqual(asFound);
  });
});
