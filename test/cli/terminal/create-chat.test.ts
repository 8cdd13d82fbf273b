import { describe, expect, it } from "vitest";
import { InputError, LmError } from "../../../brain/core/errors.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { ChatEngine } from "../../../cli/terminal/chat-engine.ts";
import { commands } from "../../../cli/terminal/commands/index.ts";
import { createChat } from "../../../cli/terminal/create-chat.ts";
import type { Key } from "../../../cli/terminal/read-keys.ts";
import { sampleTurn } from "./sample-turn.ts";

type Send = ChatEngine["send"];

const delta = (text: string, turn = 1): TurnEvent => ({ type: "delta", turn, text });
const reply = (text: string, turn = 1): TurnEvent => ({ type: "reply", turn, text, by: "model", ended: "complete" });

async function* says(...events: TurnEvent[]): AsyncGenerator<TurnEvent> {
  yield* events;
}

/** A chat with an engine that sends what `send` gives; the time is `clock.now`. */
const start = (send: Send, more: Partial<ChatEngine> = {}) => {
  const clock = { now: 0 };
  const engine: ChatEngine = {
    personaName: "Mara",
    lm: "offline",
    lmReason: "no key",
    takeNotices: () => [],
    send,
    reload: async () => "Read again.",
    ...more,
  };
  const chat = createChat({
    greeting: { personaName: "Mara", mode: "chat" },
    open: async () => engine,
    commands,
    columns: () => 60,
    now: () => clock.now,
  });
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
      .transcript.flatMap(({ rows }) => rows)
      .join("\n");
  return { chat, clock, key, type, enter, shown };
};

/** Tells `notices` the first time it is asked. */
const once = (notices: readonly string[]) => {
  const waiting = [...notices];
  return () => waiting.splice(0);
};

/** Lets all that needs no outside event happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe("createChat", () => {
  it("shows who is there before the engine is, then model and notices", async () => {
    const { chat, shown } = start(() => says(), { takeNotices: once(["no index"]) });
    expect(shown()).toContain("Mara");
    expect(chat.state().status).toBe("looking for a model…");
    await chat.start();
    expect(shown()).toContain("model: offline · no key\n! no index");
    expect(chat.state().status).toBe("offline · no key");
  });

  it("shows message, reply and summary", async () => {
    const { chat, enter, shown } = start(() => says(...sampleTurn));
    await chat.start();
    await enter("rain again");
    expect(shown()).toContain("› rain again");
    expect(shown()).toContain("\nMara\n  Let it rain.\n  negative, hostile → de-escalate");
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
    const { chat, enter, shown } = start(() => says(delta("One. "), block, reply("One. ")));
    await chat.start();
    await enter("hello");
    expect(shown()).toContain("  One.\n  ! reply blocked by g");
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

  it("refuses Enter while a reply is under way, and keeps the text", async () => {
    const { chat, enter } = start(async function* () {
      yield delta("It began.");
      await new Promise(() => {});
    });
    await chat.start();
    await enter("one");
    await enter("two");
    expect(chat.state().editor.text).toBe("two");
    expect(chat.state().hint).toMatch(/still answering/);
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
    const failing = (error: Error) => {
      const options = { greeting: { personaName: "Mara", mode: "chat" }, commands, columns: () => 60, now: () => 0 };
      return createChat({ ...options, open: () => Promise.reject(error) });
    };
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
    const { chat, enter, shown } = start(() => says(...sampleTurn));
    await chat.start();
    await enter("/why");
    expect(shown()).toContain("There is no turn to explain yet");
    await enter("rain again");
    await enter("/why");
    expect(shown()).toContain("why · turn 3");
    expect(shown()).toContain("████████████████░░░░  0.80  rain-1");
    await enter("/why 7");
    expect(shown()).toContain('✗ There is no turn "7" here.\n  to fix:   /why takes a number: 3');
  });

  it("are all listed by /help", async () => {
    const { enter, shown } = start(() => says());
    await enter("/help");
    for (const { name, summary } of commands) {
      expect(shown()).toContain(`/${name}`);
      expect(shown()).toContain(summary);
    }
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
    const { enter, shown } = start(() => says());
    await enter(line);
    expect(shown()).toContain(hint);
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
