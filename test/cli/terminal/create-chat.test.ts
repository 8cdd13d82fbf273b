import { describe, expect, it, vi } from "vitest";
import { advance, beginConversation, type JournalEntry } from "../../../brain/core/conversation.ts";
import { InputError, LmError } from "../../../brain/core/errors.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { ChatEngine } from "../../../cli/terminal/chat-engine.ts";
import { commands } from "../../../cli/terminal/commands/index.ts";
import { createChat } from "../../../cli/terminal/create-chat.ts";
import type { Key } from "../../../cli/terminal/input/read-keys.ts";
import { plainRow } from "../../../cli/terminal/row.ts";
import { defaultTerminalSettings, type TerminalSettings } from "../../../cli/terminal/terminal-settings.ts";
import { chatInfo } from "./commands/fake-context.ts";
import { sampleTurn } from "./sample-turn.ts";
import { goodbyeTurn, spentTurn } from "./spent-turn.ts";

type Send = ChatEngine["send"];

const delta = (text: string, turn = 1): TurnEvent => ({ type: "delta", turn, text });
const reply = (text: string, turn = 1): TurnEvent => ({ type: "reply", turn, text, by: "model", ended: "complete" });

async function* says(...events: TurnEvent[]): AsyncGenerator<TurnEvent> {
  yield* events;
}

/** A chat with an engine that sends what `send` gives; the time is `clock.now`. */
const start = (send: Send, more: Partial<ChatEngine> = {}, settings: Partial<TerminalSettings> = {}) => {
  const clock = { now: 0 };
  const done: string[] = [];
  const { chat, history } = chatOver(async () => engineOf(send, more), { clock, done, settings });
  const key = (name: string, modifiers: Partial<Key> = {}) =>
    chat.key({ name, text: "", ctrl: false, meta: false, ...modifiers });
  const type = (text: string) => chat.paste(text);
  const enter = async (text: string) => {
    type(text);
    key("return");
    await settle();
  };
  const shown = () =>
    chat
      .state()
      .transcript.flatMap(({ rows }) => rows.map(plainRow))
      .join("\n");
  return { chat, clock, done, history, key, type, enter, shown };
};

const engineOf = (send: Send, more: Partial<ChatEngine>): ChatEngine => {
  const begin = { type: "begin", version: 1, id: "s", at: "2026-12-24T23:40:00Z", persona: "Mara" } as const;
  const engine: Partial<ChatEngine> = {
    personaName: "Mara",
    lm: "offline",
    lmReason: "no key",
    takeNotices: () => [],
    conversation: () => beginConversation(begin),
    example: () => undefined,
    cost: () => undefined,
    pinned: undefined,
    isClockMoved: false,
    info: () => ({}) as ReturnType<ChatEngine["info"]>,
    send,
    reload: async () => "Read again.",
    ...more,
  };
  return engine as ChatEngine; // what else there is, no test here reaches
};

type Harness = {
  readonly clock: { now: number };
  readonly done: string[];
  readonly settings: Partial<TerminalSettings>;
};

const chatOver = (open: () => Promise<ChatEngine>, { clock, done, settings }: Harness) => {
  const history: string[] = ["an older one"];
  const chat = createChat({
    greeting: { personaName: "Mara", mode: "chat" },
    open,
    commands,
    settings: { ...defaultTerminalSettings, ...settings },
    services: {
      size: () => ({ columns: 60, rows: 24 }),
      now: () => clock.now,
      outside: (work) => work(),
      suspend: () => void done.push("suspend"),
      copy: async () => "copied",
      clear: () => void done.push("clear"),
    },
    openHistory: async () => ({
      // As it is when the file has been read, which takes its time.
      read: async () => {
        await settle();
        return [...history];
      },
      append: async (message) => void history.push(message),
    }),
  });
  return { chat, history };
};

/** Tells `notices` the first time it is asked. */
const once = (notices: readonly string[]) => {
  const waiting = [...notices];
  return () => waiting.splice(0);
};

/** Lets all that needs no outside event happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe("createChat", () => {
  it("tells once of a budget that is nearly used up, marks it in the status, and goes on after a goodbye", async () => {
    const turns = [spentTurn, spentTurn, goodbyeTurn, [delta("Back."), reply("Back.")]];
    const { chat, enter, shown } = start(() => says(...(turns.shift() ?? [])));
    await chat.start();
    await enter("rain again");
    expect(chat.state().status).toMatch(/^offline · day budget 83 %/);
    await enter("rain again");
    expect(shown().match(/The day's budget is 83 % used/g)).toHaveLength(1);
    await enter("rain again");
    expect(shown()).toContain("Until tomorrow.");
    expect(shown()).toMatch(/allows no further reply/);
    expect(chat.state().status).toMatch(/^offline · day budget used up/);
    await enter("and now?");
    expect(shown()).toContain("Back.");
  });

  it("shows who is there before the engine is, then model and notices", async () => {
    const { chat, shown } = start(() => says(), { takeNotices: once(["no index"]) });
    expect(shown()).toContain("Mara");
    expect(chat.state().status).toBe("reading the persona and its examples…");
    await chat.start();
    expect(shown()).toContain("model: offline · no key\n! no index");
    expect(chat.state().status).toBe("offline · no key");
  });

  it("shows a conversation that is gone on with, and says how long it has lain", async () => {
    const at = "2026-12-24T23:40:00Z";
    const said: readonly JournalEntry[] = [
      { type: "turn", turn: 1, session: "s", at, message: "hello" },
      { type: "delta", turn: 1, text: "Come in." },
      { type: "reply", turn: 1, text: "Come in.", by: "model", ended: "complete" },
      { type: "ended", turn: 1, at },
      { type: "title", title: "Rainy days" },
    ];
    const begun = beginConversation({ type: "begin", version: 1, id: "s", at, persona: "Mara" });
    const context = { localTime: "", partOfDay: "night", conversationLength: "", sinceLastMessage: "2 days" } as const;
    const { chat, shown } = start(() => says(), {
      conversation: () => said.reduce(advance, begun),
      info: () => ({ ...chatInfo, context, now: Date.parse(at) + 2 * 86_400_000, timeZone: "UTC" }),
    });
    await chat.start();
    expect(shown()).toMatch(
      /› hello\n\nMara\n {2}Come in\.\n[\s\S]*\nresumed “Rainy days” · 2 messages, the last one 2 days ago$/,
    );
  });

  it("tells what is not as usual before the reason for the model, which a narrow window cuts", async () => {
    const { chat } = start(() => says(), { pinned: "comfort", isClockMoved: true });
    await chat.start();
    expect(chat.state().status).toBe("offline · pinned to comfort · the clock was moved · no key");
  });

  it("shows message, reply and summary", async () => {
    const { chat, enter, shown } = start(() => says(...sampleTurn));
    await chat.start();
    await enter("rain again");
    expect(shown()).toContain("› rain again");
    expect(shown()).toContain("#3 · negative, hostile → de-escalate");
    expect(chat.state().waiting).toBeUndefined();
  });

  it("keeps a message that is sent before the engine is ready", async () => {
    const { chat, enter, shown } = start(() => says(delta("Hi."), reply("Hi.")));
    await enter("hello");
    expect(chat.state().waiting?.stage).toBe("getting ready");
    await chat.start();
    await settle();
    expect(shown()).toContain("  Hi.");
  });

  it("shows what of a reply no delta has brought", async () => {
    const { chat, enter, shown } = start(() => says(delta("One. "), reply("One. Two.")));
    await chat.start();
    await enter("hello");
    expect(shown()).toContain("  One. Two.");
  });

  it("puts remarks that come within a reply behind it", async () => {
    const block: TurnEvent = { type: "guard", turn: 1, side: "output", guard: "g", action: "block", attempt: 1 };
    const cut = { ...reply("One."), ended: "cut-by-guard" } as TurnEvent;
    const { chat, enter, shown } = start(() => says(delta("One."), block, cut));
    await chat.start();
    await enter("hello");
    expect(shown()).toContain("  One.\n  ! cut here: what came next was blocked by g");
  });

  it("tells an error of the turn, and goes on", async () => {
    let turn = 0;
    const { chat, enter, shown } = start(() => {
      turn++;
      return turn === 1
        ? says({ type: "error", turn, code: "unreachable", message: "Start the server.", shown: "" })
        : says(delta("Back.", turn), reply("Back.", turn));
    });
    await chat.start();
    await enter("hello");
    expect(shown()).toContain("✗ Start the server.\n  No reply was sent. ↑ brings your message back");
    await enter("again");
    expect(shown()).toContain("  Back.");
  });

  it("survives an engine that throws, or ends without a reply", async () => {
    let turn = 0;
    const { chat, enter, shown } = start(() => {
      turn++;
      if (turn === 1) throw new LmError("server", "The server is ill.", { retryable: true });
      return says(delta("Half", turn));
    });
    await chat.start();
    await enter("one");
    expect(shown()).toContain("✗ The server is ill.");
    await enter("two");
    expect(shown()).toContain("  Half\n  The turn ended without a reply.");
    expect(chat.state().waiting).toBeUndefined();
  });

  it("cancels at once with Esc, keeps what was shown, and lets the engine come to its end before the next message", async () => {
    const sent: string[] = [];
    let unwind: () => void = () => {};
    const deaf = new Promise<void>((resolve) => {
      unwind = resolve;
    });
    const { chat, enter, key, shown } = start(async function* (message, { signal }) {
      sent.push(message);
      yield delta("Shown. ", sent.length);
      if (sent.length === 1) {
        await deaf; // hears of the abort late
        expect(signal?.aborted).toBe(true);
        yield delta("Late.");
      }
      yield reply("Shown. ", sent.length);
    });
    await chat.start();
    await enter("one");
    key("escape");
    expect(shown()).toContain("  Shown.\n  cancelled");
    expect(chat.state().waiting).toBeUndefined();
    await enter("two");
    expect(sent).toEqual(["one"]);
    unwind();
    await settle();
    expect(sent).toEqual(["one", "two"]);
    expect(shown()).not.toContain("Late");
  });

  describe("messages that are sent while a reply is under way", () => {
    /** An engine whose replies wait to be let through. */
    const slow = (settings: Partial<TerminalSettings> = {}) => {
      const sent: { message: string; instead?: number | undefined }[] = [];
      const gates: (() => void)[] = [];
      const chat = start(
        async function* (message, { signal, instead }) {
          sent.push({ message, instead });
          const turn = sent.length;
          yield { type: "turn", turn, session: "s", at: "2026-12-24T23:40:00Z", message };
          await Promise.race([
            new Promise<void>((resolve) => gates.push(resolve)),
            new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve())),
          ]);
          if (signal?.aborted) return;
          yield delta(`Re ${message}.`, turn);
          yield reply(`Re ${message}.`, turn);
        },
        {},
        settings,
      );
      const letThrough = async () => {
        gates.shift()?.();
        await settle();
        await settle();
      };
      return { ...chat, sent, letThrough };
    };

    it("wait for its end, and are answered as one", async () => {
      const { chat, enter, sent, letThrough, shown } = slow();
      await chat.start();
      await enter("one");
      await enter("two");
      await enter("three");
      expect(chat.state().queued).toEqual(["two", "three"]);
      expect(sent.map(({ message }) => message)).toEqual(["one"]);
      await letThrough();
      expect(sent.map(({ message }) => message)).toEqual(["one", "two\nthree"]);
      expect(chat.state().queued).toEqual([]);
      await letThrough();
      expect(shown()).toMatch(/Re one\.[\s\S]*› two\n {2}three\n[\s\S]*Re two/);
    });

    it("come back into the input where the reply is cancelled", async () => {
      const { chat, enter, key, type, sent } = slow();
      await chat.start();
      await enter("one");
      await enter("two");
      type("half");
      key("escape");
      await settle();
      expect(chat.state()).toMatchObject({ queued: [], waiting: undefined, editor: { text: "two\nhalf" } });
      expect(sent).toHaveLength(1);
    });

    it("cancel it where that is wanted, and are answered together with what nobody had answered", async () => {
      const { chat, enter, sent, letThrough } = slow({ whileReplying: "interrupt" });
      await chat.start();
      await enter("one");
      await enter("two");
      expect(sent).toEqual([
        { message: "one", instead: undefined },
        { message: "one\ntwo", instead: 1 },
      ]);
      await letThrough();
      await letThrough();
      expect(chat.state().waiting).toBeUndefined();
    });

    it("run commands that only show something at once, and no others", async () => {
      const { chat, enter, shown } = slow();
      await chat.start();
      await enter("one");
      await enter("/help quit");
      expect(shown()).toContain("ends the chat");
      await enter("/reload");
      expect(chat.state().hint).toMatch(/still answering/);
    });
  });

  describe("things that are sent quickly one after the other", () => {
    /** An engine whose conversation is folded from what it is asked, and whose operations take their time. */
    const engine = () => {
      const calls: string[] = [];
      let conversation = engineOf(() => says(), {}).conversation();
      const add = (...entries: JournalEntry[]) => {
        conversation = entries.reduce(advance, conversation);
      };
      const turnOf = async function* (message: string): AsyncGenerator<TurnEvent> {
        const turn = conversation.turns + 1;
        const { id: session } = conversation;
        for (const event of [
          { type: "turn", turn, session, at: "2026-12-24T23:40:00Z", message } as const,
          { type: "delta", turn, text: `Re ${message}.` } as const,
          { type: "reply", turn, text: `Re ${message}.`, by: "model", ended: "complete" } as const,
        ]) {
          add(event);
          await settle();
          yield event;
        }
        add({ type: "ended", turn, at: "2026-12-24T23:41:00Z" });
      };
      const more: Partial<ChatEngine> = {
        conversation: () => conversation,
        async *retry() {
          calls.push("retry");
          yield* turnOf("again");
        },
        async resume(id) {
          await settle();
          calls.push(`resume ${id}`);
          const begin = { type: "begin", version: 1, id, at: "2026-12-24T23:40:00Z", persona: "Mara" } as const;
          conversation = beginConversation(begin);
        },
        async undo() {
          await settle();
          calls.push("undo");
          add({ type: "undo" });
        },
        sessions: async () => [],
        info: () => ({ context: { sinceLastMessage: "1 minute" } }) as ReturnType<ChatEngine["info"]>,
      };
      const send: Send = async function* (message, { instead }) {
        calls.push(instead === undefined ? message : `${message} for #${instead}`);
        yield* turnOf(message);
      };
      return { send, more, calls };
    };
    const idle = (calls: string[], count: number) => vi.waitFor(() => expect(calls).toHaveLength(count));
    const begun = async () => {
      const { send, more, calls } = engine();
      const chat = start(send, more);
      await chat.chat.start();
      return { ...chat, calls };
    };

    it("are done one after the other, commands too", async () => {
      const { chat, calls, shown } = await begun();
      chat.submit("one");
      chat.submit("two");
      chat.submit("/undo");
      await idle(calls, 2);
      await vi.waitFor(() => expect(chat.state()).toMatchObject({ waiting: undefined, queued: [] }));
      expect(calls).toEqual(["one", "two"]);
      chat.submit("/retry");
      chat.submit("three");
      await idle(calls, 4);
      await vi.waitFor(() => expect(shown()).toContain("Re three."));
      expect(calls).toEqual(["one", "two", "retry", "three"]);
      expect(shown().indexOf("› three")).toBeGreaterThan(shown().indexOf("Re again."));
    });

    it("take the place of the message that /edit named, also where its text comes later than the new words", async () => {
      const { chat, calls } = await begun();
      chat.submit("one");
      await idle(calls, 1);
      await vi.waitFor(() => expect(chat.state().waiting).toBeUndefined());
      chat.submit("/edit 1");
      chat.submit("new words");
      await idle(calls, 2);
      expect(calls).toEqual(["one", "new words for #1"]);
      expect(chat.state()).toMatchObject({ editing: undefined, editor: { text: "" } });
    });

    it("edit nothing in another session than that of the edit", async () => {
      const { chat, calls, key } = await begun();
      chat.submit("one");
      await idle(calls, 1);
      await vi.waitFor(() => expect(chat.state().waiting).toBeUndefined());
      chat.submit("/edit 1");
      await vi.waitFor(() => expect(chat.state()).toMatchObject({ editing: 1, editor: { text: "one" } }));
      key("u", { ctrl: true });
      chat.submit("/resume 00000000-0000-4000-8000-000000000000");
      chat.submit("hello");
      await idle(calls, 3);
      expect(calls.at(-1)).toBe("hello");
      expect(chat.state().editing).toBeUndefined();
    });
  });

  it("shows what a command says beside a reply below that reply", async () => {
    const gate = () => {
      let open: () => void = () => {};
      const passed = new Promise<void>((resolve) => {
        open = resolve;
      });
      return { open, passed };
    };
    const [asked, begun, ended] = [gate(), gate(), gate()];
    const { chat, shown } = start(
      async function* () {
        yield { type: "turn", turn: 1, session: "s", at: "2026-12-24T23:40:00Z", message: "one" };
        await asked.passed;
        yield delta("It began ");
        await ended.passed;
        yield reply("It began and ended.");
      },
      {
        sessions: async () => {
          asked.open();
          await begun.passed;
          return [];
        },
      },
    );
    await chat.start();
    chat.submit("one");
    await settle();
    chat.submit("/sessions");
    await vi.waitFor(() => expect(chat.state().open).not.toEqual([]));
    begun.open();
    await settle();
    expect(shown()).not.toMatch(/sessions? /);
    ended.open();
    await vi.waitFor(() => expect(shown()).toMatch(/It began and ended\.[\s\S]*session/));
  });

  it("tells at the end what was never sent", async () => {
    const { chat, enter, shown } = start(async function* () {
      await new Promise(() => {});
    });
    await chat.start();
    await enter("one");
    await enter("two");
    await enter("/quit");
    expect(shown()).toMatch(/not sent:\n {2}two$/);
  });

  it("keeps what was sent for later sessions, but for what no file may hold", async () => {
    const screened = (message: string, ...events: TurnEvent[]) =>
      says(
        { type: "turn", turn: 1, session: "s", at: "2026-12-24T23:40:00Z", message },
        ...events,
        { type: "sentiment", turn: 1, sentiment: "neutral", confidence: 1, hostile: false, by: "local" },
        delta("Yes."),
        reply("Yes."),
      );
    const steered = (category: string): TurnEvent => ({
      type: "guard",
      turn: 1,
      side: "input",
      guard: category,
      action: "steer",
      category,
      attempt: 0,
    });
    const { chat, enter, history } = start((message) =>
      message.includes("crisis") ? screened(message, steered("crisis")) : screened(message),
    );
    await chat.start();
    await enter("hello");
    await enter("a crisis");
    await settle();
    expect(history).toEqual(["an older one", "hello"]);
  });

  it("finds what was sent before the history was read once, behind what is older", async () => {
    const { chat, enter, key } = start((message) =>
      says({ type: "turn", turn: 1, session: "s", at: "", message }, ...sampleTurn.slice(1)),
    );
    await enter("hello");
    await chat.start();
    await settle();
    await settle();
    key("up");
    expect(chat.state().editor.text).toBe("hello");
    key("up");
    expect(chat.state().editor.text).toBe("an older one");
  });

  it("opens the inspector and scrolls it, not beyond its end; clears and suspends by their keys", async () => {
    const { chat, enter, key, done } = start(() => says(...sampleTurn));
    await chat.start();
    await enter("rain again");
    key("o", { ctrl: true });
    expect(chat.state().inspector).toMatchObject({ isOpen: true, scroll: 0 });
    chat.inspects({ columns: 80, rows: 6 });
    const scrolled = async (name: string, times: number) => {
      for (let at = 0; at < times; at++) key(name);
      await vi.waitFor(() => settle());
      await settle();
      return chat.state().inspector.scroll;
    };
    await vi.waitFor(async () => expect(await scrolled("pagedown", 1)).toBeGreaterThan(0));
    const last = await scrolled("pagedown", 50);
    expect(await scrolled("pagedown", 1)).toBe(last);
    expect(await scrolled("pageup", 1)).toBe(last - 5);
    expect(await scrolled("pageup", 50)).toBe(0);
    key("o", { ctrl: true });
    expect(chat.state().inspector.isOpen).toBe(false);
    key("l", { ctrl: true });
    key("z", { ctrl: true });
    expect(done).toEqual(["clear", "suspend"]);
  });

  it("never submits a paste", async () => {
    const sent: string[] = [];
    const { chat, type } = start((message) => {
      sent.push(message);
      return says();
    });
    await chat.start();
    type("one\ntwo\n");
    await settle();
    expect(sent).toEqual([]);
    expect(chat.state().editor.text).toBe("one\ntwo\n");
  });

  it("sends nothing for an empty input", async () => {
    const { chat, enter, shown } = start(() => says());
    await chat.start();
    const before = shown();
    await enter(" \n ");
    expect(shown()).toBe(before);
  });

  it("clears with Ctrl+C and quits with a second one within two seconds", async () => {
    const { chat, clock, key, type } = start(() => says());
    type("half a thought");
    key("c", { ctrl: true });
    expect(chat.state()).toMatchObject({ editor: { text: "" }, hint: "Ctrl+C again quits", isOver: false });
    clock.now = 2001;
    key("c", { ctrl: true });
    expect(chat.state().isOver).toBe(false);
    key("x", { text: "x" });
    key("c", { ctrl: true });
    expect(chat.state().isOver).toBe(false);
    clock.now = 3000;
    key("c", { ctrl: true });
    expect(await chat.ended).toBe(0);
  });

  it("quits with Ctrl+D where the input is empty, and else deletes", async () => {
    const { chat, key, type } = start(() => says());
    type("ab");
    key("home");
    key("d", { ctrl: true });
    expect(chat.state().editor.text).toBe("b");
    key("d", { ctrl: true });
    key("d", { ctrl: true });
    expect(await chat.ended).toBe(0);
  });

  it("brings earlier messages back with ↑", async () => {
    const { chat, enter, key } = start(() => says(reply("Yes.")));
    await chat.start();
    await enter("one");
    await enter("two");
    key("up");
    key("up");
    expect(chat.state().editor.text).toBe("one");
    key("down");
    key("down");
    expect(chat.state().editor.text).toBe("");
  });

  it("ends with 2 where the engine could not be opened for what the operator gave, else with 1", async () => {
    const failing = (error: Error) =>
      chatOver(() => Promise.reject(error), { clock: { now: 0 }, done: [], settings: {} }).chat;
    const wrongInput = failing(new InputError({ what: "no such file", where: "persona.yaml", fix: "give --persona" }));
    await wrongInput.start();
    expect(await wrongInput.ended).toBe(2);
    expect(wrongInput.state().transcript.at(-1)?.rows).toEqual([
      "✗ persona.yaml: no such file",
      "  to fix:   give --persona",
    ]);
    const fault = failing(new Error("a bug"));
    await fault.start();
    expect(await fault.ended).toBe(1);
  });

  it("repeats only the beginning of a very long message", async () => {
    const { chat, enter, shown } = start(() => says(reply("Long.")));
    await chat.start();
    await enter("line\n".repeat(1000));
    expect(shown()).toMatch(/› line\n( {2}line\n){11} {2}… 988 more rows/);
  });
});

describe("commands", () => {
  it("explain the last turn, or one by its number", async () => {
    let conversation = engineOf(() => says(), {}).conversation();
    const { chat, enter, shown } = start(() => says(...sampleTurn), { conversation: () => conversation });
    await chat.start();
    chat.submit("/why");
    await vi.waitFor(() => expect(shown()).toContain("✗ There is no turn yet."));
    await enter("rain again");
    conversation = sampleTurn.reduce((folded, event) => advance(folded, event as JournalEntry), conversation);
    chat.submit("/why");
    await vi.waitFor(() => expect(shown()).toContain("why · turn 3"));
    await vi.waitFor(() => expect(shown()).toMatch(/█+░+ +0\.80 \+0\.90 rain-1/));
  });

  it("are all listed by /help", async () => {
    const { chat, shown } = start(() => says());
    chat.submit("/help");
    await vi.waitFor(() => expect(shown()).toContain("/quit"));
    for (const { name } of commands) expect(shown()).toContain(`/${name}`);
  });

  it("reload, and tell what came of it", async () => {
    let count = 0;
    const reload = async () => {
      count++;
      if (count === 2) throw new InputError({ what: "line 3 is no JSON", where: "conversations.json" });
      return "Read again: 12 examples.";
    };
    const { chat, enter, shown } = start(() => says(), { reload });
    await chat.start();
    await enter("/reload");
    expect(shown()).toContain("Read again: 12 examples.");
    await enter("/reload");
    expect(shown()).toContain("✗ conversations.json: line 3 is no JSON");
    expect(chat.state().isOver).toBe(false);
  });

  it.each([
    ["/wyh", "did you mean /why?"],
    ["/q", "did you mean /quit?"],
    ["/hlep me", "did you mean /help?"],
    ["/zzzzzzzz", "/help lists the commands"],
    ["/", "/help lists the commands"],
  ])("that are unknown get a hint: %s", async (line, hint) => {
    const { chat, shown } = start(() => says());
    chat.submit(line);
    await vi.waitFor(() => expect(shown()).toContain(hint));
  });

  it("quit even while a reply is under way", async () => {
    let signal: AbortSignal | undefined;
    const { chat, enter } = start(async function* (_, options) {
      signal = options.signal;
      yield delta("It began.");
      await new Promise(() => {});
    });
    await chat.start();
    await enter("one");
    await enter("/quit");
    expect(await chat.ended).toBe(0);
    expect(signal?.aborted).toBe(true);
  });

  it("are not meant by a message that begins with a space", async () => {
    const sent: string[] = [];
    const { chat, enter } = start((message) => {
      sent.push(message);
      return says(reply("Yes."));
    });
    await chat.start();
    await enter(" /shrug");
    expect(sent).toEqual(["/shrug"]);
  });
});
