import { PassThrough } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keyProtocol } from "../../../../cli/terminal/input/key-protocol.ts";
import { readKeys } from "../../../../cli/terminal/input/read-keys.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = async (typedAhead = "") => {
  const stdin = new PassThrough();
  const events: string[] = [];
  const reader = readKeys(stdin, {
    key: ({ name, text, ctrl, meta }) => events.push(`${ctrl ? "C-" : ""}${meta ? "M-" : ""}${name || text}`),
    paste: (text) => events.push(`paste ${JSON.stringify(text)}`),
  });
  if (typedAhead !== "") stdin.write(typedAhead);
  await reader.takeTypedAhead();
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return {
    events,
    reader,
    async send(...chunks: (string | Buffer)[]) {
      for (const chunk of chunks) stdin.write(chunk);
      await turn();
    },
    async hangUp() {
      stdin.end();
      await turn();
    },
  };
};

/** What a terminal's bytes are read as, once nothing more comes. */
const heard = async (chunks: readonly (string | Buffer)[], typedAhead = "") => {
  const terminal = await open(typedAhead);
  await terminal.send(...chunks);
  vi.advanceTimersByTime(5000);
  terminal.reader.stop();
  return terminal.events;
};

const same = async (sequences: Readonly<Record<string, string>>) => {
  for (const [sequence, name] of Object.entries(sequences)) {
    expect(await heard([sequence, "x"]), JSON.stringify(sequence)).toEqual([...name.split(" ").filter(Boolean), "x"]);
  }
};

describe("readKeys", () => {
  it("tells a paste from typing, however its bytes are cut, and cleans it", async () => {
    const bytes = Buffer.from("a\x1b[200~one\r\ntwo\x1b[31m é\t日\x07\x1b[201~b");
    const expected = ["a", 'paste "one\\ntwo[31m é\\t日"', "b"];
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(await heard([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
    expect(await heard([...bytes].map((byte) => Buffer.of(byte)))).toEqual(expected);
  });

  it("names keys as readline does", async () => {
    await same({
      "\x1b\r": "M-return",
      "\n": "enter",
      "\r": "return",
      "\x1b[1;5D": "C-left",
      "\x1b\x1b[D": "M-left",
      "\x1bOH": "home",
      "\x1b[5~": "pageup",
      "\x1b[1;5H": "C-home",
      "\x1b[[A": "f1",
      "\x7f": "backspace",
      "\x1b\x7f": "M-backspace",
      "\x03": "C-c",
      "\x1f": "C-_",
      "\x1bb": "M-b",
      "\x1b<": "M-<",
      "\x1b[Z": "shift-tab",
      "\x1b[13;2u": "shift-return",
      "\x1bOM": "shift-return",
      "\x7f\x03": "backspace C-c",
    });
  });

  it("takes what an input method types at once for one key", async () => {
    expect(await heard(["a👩‍👩‍👧日本語b"])).toEqual(["a", "👩‍👩‍👧日本語", "b"]);
  });

  it("takes an escape byte for the Esc key when nothing follows it", async () => {
    const terminal = await open();
    await terminal.send("\x1b");
    expect(terminal.events).toEqual([]);
    vi.advanceTimersByTime(50);
    expect(terminal.events).toEqual(["escape"]);
    await terminal.send("\x1b", "[A", "\x1b\x1b");
    vi.advanceTimersByTime(50);
    expect(terminal.events).toEqual(["escape", "up", "escape", "escape"]);
    await terminal.send("\x1b[", "\x1bO");
    vi.advanceTimersByTime(50);
    await terminal.send("x");
    expect(terminal.events.slice(4)).toEqual(["M-o", "x"]);
  });

  it("reads keys that are told by their code as the bytes they have otherwise", async () => {
    await same({
      "\x1b[27;2;13~": "shift-return",
      "\x1b[13;3u": "M-return",
      "\x1b[13u": "return",
      "\x1b[27u": "escape",
      "\x1b[99;5u": "C-c",
      "\x1b[27;5;99~": "C-c",
      "\x1b[106;5u": "enter",
      "\x1b[98;3u": "M-b",
      "\x1b[44:60;4u": "M-<",
      "\x1b[45:95;6u": "C-_",
      "\x1b[127;5u": "C-backspace",
      "\x1b[1089::99;5u": "C-c",
      "\x1b[57400;129u": "1",
      "\x1b[57419u": "up",
      "\x1b[57441;2u": "",
      "\x1b[99;5:3u": "",
      "\x1b[97;9u": "",
      "\x1b[1;129D": "left",
      "\x1b[1;5:3D": "",
      "\x1b[1;133D": "C-left",
    });
  });

  it("never takes an answer of the terminal for typing, however its bytes are cut", async () => {
    const answers = [
      "\x1b[?62;22c",
      "\x1b[>41;354;0c",
      "\x1b[12;40R",
      "\x1b[?1u",
      "\x1b[?2026;2$y",
      "\x1b[8;24;80t",
      "\x1b[I",
      "\x1b[<0;10;20M",
      "\x1b]11;rgb:1c1c/1c1c/1c1c\x07",
      "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
      "\x1bP>|xterm(388)\x1b\\",
      "\x1bP1$r0m\x1b\\",
      "\x1b_Gi=31;OK\x1b\\",
    ];
    for (const answer of answers) {
      for (let cut = 3; cut < answer.length; cut++) {
        expect(await heard([`a${answer.slice(0, cut)}`, `${answer.slice(cut)}b`]), JSON.stringify(answer)).toEqual([
          "a",
          "b",
        ]);
      }
    }
    expect(await heard(answers)).toEqual([]);
  });

  it("goes on after an answer or a sequence that is broken off", async () => {
    const terminal = await open();
    await terminal.send("\x1b]11;rgb:1c");
    vi.advanceTimersByTime(1000);
    await terminal.send("a\x1b[12;", "\x1b[A");
    expect(terminal.events).toEqual(["a", "up"]);
  });

  it("takes the line feed of what was typed before raw mode for an Enter", async () => {
    expect(await heard(["\n"], "hi\n")).toEqual(["h", "i", "return", "enter"]);
  });

  it("loses nothing of a paste when the terminal is closed in the middle of it", async () => {
    const terminal = await open();
    await terminal.send("\x1b[200~one\rtwo");
    await terminal.hangUp();
    expect(terminal.events).toEqual(['paste "one\\ntwo"']);
  });

  it("shows a paste that stops, takes the rest of it when it comes, and a key when one is pressed", async () => {
    const terminal = await open();
    await terminal.send("\x1b[200~one\r");
    vi.advanceTimersByTime(1000);
    await terminal.send("two\rthree");
    vi.advanceTimersByTime(1000);
    expect(terminal.events).toEqual(['paste "one\\n"', 'paste "two\\nthree"']);
    await terminal.send("\r");
    await terminal.send("x", "\r");
    expect(terminal.events.slice(2)).toEqual(['paste "\\n"', "x", "return"]);
  });

  it("counts two keys that are read at once as the same two one after the other, also where a paste has no end", async () => {
    const keys = [
      "a",
      "é",
      "👩",
      " ",
      "\x7f",
      "\r",
      "\n",
      "\t",
      "\x03",
      "\x17",
      "\x1b[A",
      "\x1b[1;5D",
      "\x1bb",
      "\x1b[99;5u",
    ];
    const start = async (isLate: boolean) => {
      const terminal = await open();
      if (isLate) await terminal.send("\x1b[200~one");
      vi.advanceTimersByTime(1000);
      return terminal;
    };
    for (const isLate of [false, true]) {
      for (const first of keys) {
        for (const second of keys) {
          // What is typed in other letters may be one word of an input method.
          if (first > "\x7f" && second > "\x7f") continue;
          const [apart, together] = [await start(isLate), await start(isLate)];
          await apart.send(first, second);
          await together.send(first + second);
          expect(together.events, JSON.stringify([first, second, isLate])).toEqual(apart.events);
        }
      }
    }
  });

  it("reads many pastes, and keys between them, from one chunk", async () => {
    expect(await heard(["\x1b[200~a\x1b[201~x".repeat(5000)])).toHaveLength(10_000);
  });

  it("reads 10 MB of paste in chunks of a terminal", async () => {
    const stdin = new PassThrough({ highWaterMark: 2 ** 25 });
    let length = 0;
    const reader = readKeys(stdin, {
      key: () => expect.unreachable("a paste is no typing"),
      paste: (text) => {
        length += text.length;
      },
    });
    const chunk = "some words of a paste\r".repeat(170);
    stdin.write("\x1b[200~");
    for (let index = 0; index < 2800; index++) stdin.write(chunk);
    stdin.write("\x1b[201~");
    await vi.waitFor(() => expect(length).toBe(2800 * chunk.length));
    reader.stop();
  });

  it("hands on the same keys and pastes, however their bytes are cut", async () => {
    const parts = [
      "a",
      "é",
      "👩‍👩‍👧",
      "\x1b[A",
      "\x1b[1;5D",
      "\x1b[200~p\rq\x1b[201~",
      "\r",
      "\x1b[99;5u",
      "\x1b]11;x\x07",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts)), fc.array(fc.nat(5)), async (sent, cuts) => {
        const bytes = Buffer.from(sent.join(""));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut + 1));
          at += cut + 1;
        }
        // A character that was cut is typed in two parts: only what is typed counts.
        const typed = (events: readonly string[]) => events.join("");
        expect(typed(await heard([...chunks, bytes.subarray(at)]))).toEqual(typed(await heard([bytes])));
      }),
      { numRuns: 60 },
    );
  });

  it("leaves the keys to another program while it is paused", async () => {
    const terminal = await open();
    terminal.reader.pause();
    await terminal.send("x");
    expect(terminal.events).toEqual([]);
    terminal.reader.resume();
    terminal.reader.resume();
    await terminal.send("y");
    expect(terminal.events).toEqual(["x", "y"]); // nobody else has read it
  });
});

describe("keyProtocol", () => {
  it("is switched on only where the terminal is known to speak it", () => {
    expect(keyProtocol({ TERM: "xterm-kitty" })).toEqual({ on: "\x1b[>5u", off: "\x1b[<u" });
    expect(keyProtocol({ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }).on).not.toBe("");
    expect(keyProtocol({ TERM: "tmux-256color", TERM_PROGRAM: "WezTerm" }).on).toBe("");
    for (const TERM of ["xterm-256color", "linux", "screen", undefined]) expect(keyProtocol({ TERM }).on).toBe("");
  });
});
