import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Block, ChatState, Tone } from "../../../../cli/terminal/chat-state.ts";
import { createStore } from "../../../../cli/terminal/create-store.ts";
import { emptyState as quiet } from "../../../../cli/terminal/empty-state.ts";
import { emptyEditor } from "../../../../cli/terminal/input/editor.ts";
import { blockLines, createEchoes } from "../../../../cli/terminal/plain/block-lines.ts";
import { createLineJoiner } from "../../../../cli/terminal/plain/join-lines.ts";
import { talkInLines } from "../../../../cli/terminal/plain/talk-in-lines.ts";

/** A chat that does what the test says, and the terminal that it is held in. */
const openPlain = (screenReader: boolean) => {
  const store = createStore<ChatState>({ ...quiet, transcript: [block("title", ["the other screen's"], 0)] });
  let resolveEnded: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    resolveEnded = resolve;
  });
  const submitted: string[] = [];
  let isBusy = false;
  let now = 0;
  let interrupt = () => {};
  const chat = {
    state: store.get,
    subscribe: store.subscribe,
    start: async () => say("dim", ["model: offline"]),
    submit(line: string) {
      submitted.push(line);
      begin();
    },
    cancel: () => {
      const wasBusy = isBusy;
      isBusy = false;
      return wasBusy;
    },
    end: (code: number) => {
      store.update({ isOver: true });
      resolveEnded(code);
    },
    ended,
  };
  const say = (tone: Tone, rows: readonly string[]) =>
    store.update({ transcript: [...store.get().transcript, block(tone, rows, store.get().transcript.length)] });
  const begin = () => {
    isBusy = true;
    store.update({ waiting: { stage: "thinking", since: 0, heardAt: 0 } });
  };
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  let output = "";
  stdout.on("data", (chunk) => {
    output += chunk;
  });
  let waiting: (() => void) | undefined;
  const soon = (work: () => void) => {
    waiting = work;
    return () => {
      waiting = undefined;
    };
  };
  const code = talkInLines(
    { chat, opening: ["Vera", "chat: a line is a message"], screenReader, stdin, stdout, now: () => now, soon },
    (interrupted) => {
      interrupt = interrupted;
      return () => {};
    },
  );
  return {
    store,
    say,
    code,
    submitted,
    /** What was printed since the last asking, without what moves readline's cursor. */
    printed: async () => {
      await settled();
      waiting?.();
      await settled();
      const printed = output;
      output = "";
      return stripVTControlCharacters(printed);
    },
    raw: () => output,
    type: async (text: string) => {
      stdin.write(text);
      await settled();
    },
    hangUp: () => stdin.end(),
    interrupt: () => interrupt(),
    begin,
    end(type: "reply" | "error") {
      isBusy = false;
      const last =
        type === "reply"
          ? ({ type, turn: 1, text: "x", by: "model", ended: "complete" } as const)
          : ({ type, turn: 1, code: "aborted", message: "", shown: "" } as const);
      const turn = { events: [last], times: [0], since: 0, isRunning: false, examples: new Map() };
      store.update({ waiting: undefined, inspector: { isOpen: false, scroll: 0, turn } });
    },
    later(ms: number) {
      now += ms;
    },
  };
};

const block = (tone: Tone, rows: readonly string[], key: number): Block => ({ key, tone, rows });

/** Streams hand on what was written in later tasks; none of them takes time. */
const settled = async () => {
  for (let task = 0; task < 8; task++) await new Promise((resolve) => setImmediate(resolve));
};

describe("a chat in a terminal that cannot draw", () => {
  test("prints what enters the transcript, once, and asks for the next line when nothing is waited for", async () => {
    const chat = openPlain(false);
    expect(await chat.printed()).toBe("Vera\nchat: a line is a message\nmodel: offline\n> ");
    await chat.type("good morning\n");
    expect(chat.submitted).toEqual(["good morning"]);
    chat.say("user", ["", "› good morning"]);
    expect(await chat.printed()).not.toContain("good morning");
    chat.say("name", ["", "Vera"]);
    chat.say("reply", ["  Morning."]);
    expect(await chat.printed()).toBe("\nVera:\n  Morning.\n");
    chat.say("reply", ["  Kettle's on."]);
    chat.end("reply");
    expect(await chat.printed()).toBe("  Kettle's on.\n> ");
    chat.hangUp();
    expect(await chat.code).toBe(0);
    // No escape sequence ever.
    expect(chat.raw()).not.toContain("\x1b");
  });

  test("what comes while a line is asked for stands below it, and the line is asked for again", async () => {
    const chat = openPlain(false);
    await chat.printed();
    chat.say("notice", ["! the disk is full"]);
    expect(await chat.printed()).toBe("\n! the disk is full\n> ");
    chat.hangUp();
    await chat.code;
  });

  test("a backslash at the end of a line goes on with the next one", async () => {
    const chat = openPlain(false);
    await chat.type("one\\\ntwo\\\n");
    expect(await chat.printed()).toContain("... ");
    await chat.type("three\n");
    expect(chat.submitted).toEqual(["one\ntwo\nthree"]);
    chat.hangUp();
    await chat.code;
  });

  test("Ctrl+C cancels the reply, then what is written, and twice it quits", async () => {
    const chat = openPlain(false);
    chat.begin();
    await chat.printed();
    chat.interrupt();
    chat.end("error");
    expect(await chat.printed()).toBe("> ");
    await chat.type("half\\\n");
    chat.later(5000);
    chat.interrupt();
    expect(await chat.printed()).toContain("what was written is gone");
    chat.later(2001);
    chat.interrupt();
    expect(await chat.printed()).toContain("Ctrl+C again quits");
    chat.later(2000);
    chat.interrupt();
    expect(await chat.code).toBe(0);
    expect(chat.submitted).toEqual([]);
  });

  test("messages that wait, hints, and a text that is to be changed are told", async () => {
    const chat = openPlain(false);
    chat.begin();
    await chat.printed();
    chat.store.update({ queued: ["more"], hint: "Esc cancels the answer" });
    expect(await chat.printed()).toBe("(1 waiting for the end of the reply)\n(Ctrl+C cancels the answer)\n");
    chat.end("reply");
    chat.store.update({
      queued: [],
      hint: undefined,
      editing: 3,
      editor: { ...emptyEditor, text: "old\ntext" },
    });
    expect(await chat.printed()).toBe(
      "(edit #3; Ctrl+C gives that up)\n(to change it, send it again; it was:)\nold\ntext\n> ",
    );
    chat.hangUp();
    await chat.code;
  });
});

describe("a chat for a screen reader", () => {
  test("speaker names stand before messages, words stand for signs, and nothing is empty", async () => {
    const chat = openPlain(true);
    expect(await chat.printed()).toBe("Vera\nchat: a line is a message\nmodel: offline\nyou: ");
    await chat.type("hi\r");
    expect(await chat.printed()).toContain("(thinking)\n");
    chat.say("notice", ["  ! reply blocked by links"]);
    chat.say("name", ["", "Vera"]);
    chat.say("reply", ["  Morning.", ""]);
    chat.end("reply");
    expect(await chat.printed()).toBe("note: reply blocked by links\nVera:\n  Morning.\n(answered)\nyou: ");
    chat.say("plain", ["  ██████░░░░ 0.62 one", "  total        ███ 12 ms"]);
    expect(await chat.printed()).toBe("\n 0.62 one\n  total 12 ms\nyou: ");
    chat.say("error", ["✗ There is no session."]);
    chat.say("user", ["", "› an older message"]);
    expect(await chat.printed()).toBe("\nerror: There is no session.\nyou: an older message\nyou: ");
    chat.hangUp();
    await chat.code;
  });

  test("a turn that was cancelled was not answered", async () => {
    const chat = openPlain(true);
    chat.begin();
    await chat.printed();
    chat.end("error");
    expect(await chat.printed()).not.toContain("answered");
    chat.hangUp();
    await chat.code;
  });

  test("the lines of a paste are one message, which Enter sends", async () => {
    const chat = openPlain(true);
    await chat.printed();
    await chat.type("\x1b[200~one\rtwo\rthree\x1b[201~");
    expect(chat.submitted).toEqual([]);
    await chat.type(" and more\r");
    expect(chat.submitted).toEqual(["one\ntwo\nthree and more"]);
    chat.hangUp();
    await chat.code;
  });

  test("a process that ends early leaves no bracketed paste on, and one that ends well leaves nothing behind", async () => {
    const events = ["exit", "uncaughtExceptionMonitor"] as const;
    const before = events.map((event) => process.rawListeners(event));
    for (const [at, event] of events.entries()) {
      const chat = openPlain(true);
      await chat.printed();
      const added = process.rawListeners(event).filter((listener) => !before[at]?.includes(listener));
      for (const listener of added) Reflect.apply(listener, process, []);
      await settled();
      expect(chat.raw()).toContain("\x1b[?2004l");
      chat.hangUp();
      await chat.code;
    }
    expect(events.map((event) => process.rawListeners(event))).toEqual(before);
  });

  test("a text that is to be changed waits in the line", async () => {
    const chat = openPlain(true);
    await chat.printed();
    chat.store.update({ editor: { ...emptyEditor, text: "first\nsecond" } });
    expect(await chat.printed()).toContain("first\n");
    await chat.type("!\r");
    expect(chat.submitted).toEqual(["first\nsecond!"]);
    chat.hangUp();
    await chat.code;
  });
});

describe("waiting", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
  afterEach(() => void vi.useRealTimers());

  test("is told every ten seconds, unless something else was", async () => {
    const chat = openPlain(true);
    chat.begin();
    await chat.printed();
    vi.advanceTimersByTime(9_999);
    expect(await chat.printed()).toBe("");
    vi.advanceTimersByTime(1);
    expect(await chat.printed()).toBe("(thinking, 10 s)\n");
    chat.say("reply", ["  Well,"]);
    expect(await chat.printed()).toBe("  Well,\n");
    vi.advanceTimersByTime(10_000);
    expect(await chat.printed()).toBe("");
    vi.advanceTimersByTime(10_000);
    expect(await chat.printed()).toBe("(thinking, 30 s)\n");
    chat.end("reply");
    await chat.printed();
    vi.advanceTimersByTime(60_000);
    expect(await chat.printed()).toBe("");
    chat.hangUp();
    await chat.code;
  });
});

describe("what was typed", () => {
  const user = (...rows: string[]) => block("user", ["", ...rows], 0);

  test("is repeated by no block of the transcript, however that is wrapped, joined or cut", () => {
    const echoes = createEchoes();
    echoes.expect("a message that is wrapped");
    expect(echoes.isEcho(user("› a message that", "  is wrapped"))).toBe(true);
    expect(echoes.isEcho(user("› a message that", "  is wrapped"))).toBe(false);
    echoes.expect("one");
    echoes.expect("two");
    expect(echoes.isEcho(user("› one", "  two"))).toBe(true);
    echoes.expect("/why 3");
    expect(echoes.isEcho(block("dim", ["", "› /why 3"], 0))).toBe(true);
    echoes.expect(`long ${"line\n".repeat(100)}`);
    expect(echoes.isEcho(user("› long line", "  line", "  … 99 more rows"))).toBe(true);
  });

  test("does not hide what somebody else said, or a dim line of the program's own", () => {
    const echoes = createEchoes();
    echoes.expect("one");
    expect(echoes.isEcho(user("› another"))).toBe(false);
    expect(echoes.isEcho(block("dim", ["one"], 0))).toBe(false);
    expect(echoes.isEcho(block("reply", ["› one"], 0))).toBe(false);
    expect(echoes.isEcho(user("› one"))).toBe(true);
  });
});

describe("createLineJoiner", () => {
  test("two backslashes at the end of a line are meant", () => {
    const joiner = createLineJoiner();
    expect(joiner.take("C:\\\\")).toBe("C:\\\\");
    expect(joiner.take("a\\")).toBeUndefined();
    expect(joiner.isOpen()).toBe(true);
    expect(joiner.take("b")).toBe("a\nb");
    expect(joiner.take("\\")).toBeUndefined();
    joiner.drop();
    expect(joiner.take("c")).toBe("c");
  });
});

describe("what a screen reader is given", () => {
  test("has neither bars nor the columns that they stood in", () => {
    const rows = [
      "time",
      "  sentiment   █                                         0.2 ms",
      "  total                                                  1.2 s",
      "  ████████████████░░░░  0.80 +0.90 rain-1",
      "    ░░░░░░⟦▓▓▓▓⟧┄ characters 5 to 11",
      "    See ⟦Chirper⟧ for more.",
    ];
    expect(blockLines(block("plain", rows, 0), true)).toEqual([
      "time",
      "  sentiment  0.2 ms",
      "  total  1.2 s",
      "  0.80 +0.90 rain-1",
      " characters 5 to 11",
      "    See ⟦Chirper⟧ for more.",
    ]);
  });

  test("keeps the spaces of a reply", () => {
    expect(blockLines(block("reply", ["  a    b"], 0), true)).toEqual(["  a    b"]);
  });
});
