import { appendFileSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FakeTogetherOptions, startFakeTogether } from "../servers/fake-together.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { replyGate } from "../servers/reply-gate.ts";
import { openTerminal, type TerminalChat, wholeWhy } from "./open-terminal.ts";
import { terminalRoom, withoutSpace } from "./terminal-checks.ts";

const room = terminalRoom();
const thursday = "2026-12-24T23:40:00+00:00";
const sunday = "2026-12-27T09:00:00+00:00";
const reply = "The kettle sings. Sit down with me. Then tell me all of it.";

/** A home that several programs share, one after the other or at once, and the model that answers them all. */
const shared = async (answers: FakeTogetherOptions = {}) => {
  const gate = replyGate();
  const server = await room.serving(startFakeTogether({ reply, ...answers, chunking: { units: 4, hold: gate.hold } }));
  const home = mkdtempSync(join(room.folder, "home-"));
  const env = { ...room.env, UNDERSTUDY_HOME: home, TOGETHER_BASE_URL: server.url, TOGETHER_API_KEY: "key" };
  const begin = async (args: readonly string[], now = thursday): Promise<TerminalChat> =>
    room.opened(await openTerminal([...args, "--now", now, "--seed", "7"], { cwd: room.folder, env }));
  const open = async (args: readonly string[] = [], now = thursday): Promise<TerminalChat> => {
    const chat = await begin(args, now);
    await chat.waitFor("model:", { within: "everything" });
    return chat;
  };
  const journals = () => readdirSync(join(home, "sessions")).filter((name) => name.endsWith(".jsonl"));
  const journal = (name = journals()[0] ?? "missing") => join(home, "sessions", name);
  /** What the last request held of this conversation, and the message. */
  const told = () => {
    const messages = server.requests.at(-1)?.body.messages.map(({ content }) => content) ?? [];
    return messages.slice(messages.findLastIndex((content) => content.includes("[this conversation]")));
  };
  return { gate, server, home, begin, open, journals, journal, told };
};
const quit = async (chat: TerminalChat) => {
  chat.write("/quit\r");
  expect(await chat.exit).toEqual({ code: 0, signal: 0 });
};
/** Every file below a folder. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );

describe("a conversation that was killed while a reply streamed", () => {
  it("is gone on with days later: with its title, what was shown of the reply, and the time that went by", async () => {
    const { gate, open, told, journals } = await shared();
    const killed = await open();
    await killed.say("how are the ribbons?");
    await killed.command("/rename Rainy days", "this session is “Rainy days”");
    // One sentence is shown, of the second one some has come.
    gate.stopAt(7);
    killed.write("and the kettle?\r");
    await killed.waitFor(/kettle\?\n\nVera Almourim\n {2}The kettle sings\.\n[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] answering/);
    killed.write("never sent\r");
    await killed.waitFor("· queued: never sent");
    killed.kill("SIGKILL");
    await killed.exit;
    gate.letThrough();
    expect(journals()).toHaveLength(1);

    const chat = await open(["--resume"], sunday);
    await chat.waitFor("resumed “Rainy days” · 4 messages, the last one 2 days 9 hours ago");
    expect(chat.everything()).toMatch(
      /\n— Thursday, 23:40 —\n\n› how are the ribbons\?\n[\s\S]*cut short by the program's end\n/,
    );
    expect(chat.turns()).toMatchObject([
      { message: "how are the ribbons?", reply },
      { message: "and the kettle?", reply: "The kettle sings." },
    ]);
    expect(chat.turns()[1]?.summary).toContain("cut short by the program's end");
    expect(chat.everything()).not.toContain("never sent");

    await chat.say("i am back");
    expect(told().slice(0, -1)).toEqual([
      "[this conversation]\nMessage: how are the ribbons?",
      reply,
      "Message: and the kettle?",
      "The kettle sings.",
    ]);
    expect(told().at(-1)).toContain("Since Last Message: 2 days 9 hours");
    expect(told().at(-1)).toContain("Local Time: Sunday 2026-12-27 09:00 Europe/Lisbon");
    expect(chat.turns().at(-1)?.summary).toMatch(/^#3 · /);
    expect(journals()).toHaveLength(1);

    // What was tried before can be looked at; prompts were kept nowhere.
    await chat.command("/why 1", "mood → pipeline\n  neutral");
    await chat.command("/prompt 1", "it ran before this start of the program");
    await chat.command("/undo", "taken back: “i am back”");
    chat.write("/retry\r");
    await chat.waitFor("reply 2 of 2 · ");
    expect(chat.turns().at(-1)?.reply).not.toBe("");
    expect(chat.everything()).toContain(`Vera Almourim\n  ${reply}`);
  });
});

describe("a session", () => {
  it("is open in one program at a time, and is found by its number, its id or the beginning of it", async () => {
    const { open, begin, journals } = await shared();
    const first = await open();
    await first.say("how are the ribbons?");
    const id = journals()[0]?.replace(".jsonl", "") ?? "";

    const late = await begin(["--resume", id.slice(0, 8)]);
    expect(await late.exit).toEqual({ code: 1, signal: 0 });
    expect(withoutSpace(late.everything())).toContain(withoutSpace(`✗ The session ${id} is being written by process`));

    const second = await open([], "2026-12-24T23:50:00+00:00");
    await second.say("and who are you?");
    await second.command("/sessions", /\n· {2}and who are you\? .*\n1 {2}how are the ribbons\? /);
    await second.command("/resume 1", `✗ The session ${id} is being written by process`);
    await second.say("then here");
    expect(second.turns()).toHaveLength(2);

    await quit(first);
    await second.command("/resume 1", "resumed “how are the ribbons?” · 2 messages");
    await second.say("here i am");
    await second.command("/resume", "resumed “and who are you?” · 4 messages");
    await second.command(`/resume ${id.slice(0, 8)}`, "resumed “how are the ribbons?” · 4 messages");
    await second.command("/resume 7", "There is no session 7.");
    expect(journals()).toHaveLength(2);
  });

  it("that is damaged is told with its line; the chat goes on without it, or ends where it was asked for", async () => {
    const { open, begin, journal, journals } = await shared();
    const first = await open();
    await first.say("how are the ribbons?");
    await quit(first);
    const id = journals()[0]?.replace(".jsonl", "") ?? "";
    const lines = readFileSync(journal(), "utf8").split("\n").length - 1;
    // Half a line is what a crash leaves; a whole one that means nothing is damage.
    appendFileSync(journal(), '{"type":"nonsense"}\n{"type":"ti');
    const where = withoutSpace(`${journal()}, line ${lines + 1}: type is not what it should be. Mend the line`);

    const asked = await begin(["--resume", id]);
    expect(await asked.exit).toEqual({ code: 1, signal: 0 });
    expect(withoutSpace(asked.everything())).toContain(where);

    const chat = await open();
    await chat.say("hello");
    await chat.command(`/resume ${id}`, where);
    await chat.say("then here");
    expect(chat.turns().map(({ message }) => message)).toEqual(["hello", "then here"]);
    expect(journals()).toHaveLength(2);
  });

  it("and all that is kept beside it hold no word of a message in crisis, and are for their owner alone", async () => {
    const { open, home } = await shared();
    const chat = await open();
    await chat.say("how are the ribbons?");
    const secret = "wolfram zinnober";
    await chat.say(`i want to kill myself tonight, ${secret}`);
    expect(chat.turns().at(-1)?.summary).toContain("care reply");
    await chat.command("/bad 2 too long", "turn 2 is rated bad");
    await chat.command("/good 1", "turn 1 is rated good");
    await chat.command("/edit 2", "The words of turn 2 were not kept.");
    await chat.command("/keep 2 Stay with me.", "The words of that message were not kept");
    expect(await chat.command("/why 2", wholeWhy)).not.toContain("wolfram");
    await chat.command(`/export json ${home}`, "written to");
    await chat.command(`/export md ${home}`, "written to");
    chat.write("/edit 1\r");
    await chat.waitFor("edit #1 › ");
    chat.write(`\x15i want to end my life, ${secret}\r`); // Ctrl+U
    await chat.waitFor(/#3 · .* · care reply\n/);
    await chat.command("/undo", "back again: “how are the ribbons?”");
    await chat.say("thank you");

    const expectPrivate = (files: readonly string[]) => {
      for (const file of files) {
        expect(readFileSync(file, "latin1"), file).not.toMatch(/wolfram|zinnober|kill myself|end my life/);
        expect(statSync(file).mode & 0o077, file).toBe(0);
      }
    };
    // While it is open, a database keeps what is new in a file beside it.
    const database = ["understudy.db", "understudy.db-shm", "understudy.db-wal"];
    expect(readdirSync(home)).toEqual(expect.arrayContaining(database));
    expectPrivate(database.map((name) => join(home, name)));
    await quit(chat);

    const files = filesIn(home);
    expect(files.map((file) => file.slice(home.length + 1).split("/")[0])).toEqual(
      expect.arrayContaining(["sessions", "predictions", "ratings.jsonl", "understudy.db"]),
    );
    expectPrivate(files);
    for (const file of files.filter((path) => /sessions.*jsonl$|history/.test(path))) {
      expect(readFileSync(file, "utf8"), file).toContain("how are the ribbons?");
    }

    const later = await open(["--resume"], sunday);
    await later.waitFor("resumed · 6 messages");
    expect(later.everything()).toContain("› (a message in crisis, whose words are kept private)");
    // What was said to a person in crisis is not forgotten: she stays gentle.
    await later.say("good morning");
    expect(later.turns().at(-1)?.summary).toContain("→ care");
  });
});

describe("messages of earlier sessions", () => {
  it("are found again with ↑ and Ctrl+R, the last one first, before those of today", async () => {
    const { open, server } = await shared();
    const yesterday = await open();
    await yesterday.say("how are the ribbons?");
    await yesterday.say("and the kettle?");
    await yesterday.command("/info", /\ncost .*\nof what may be spent:\nsession .* 2 of 50 turns$/);
    await quit(yesterday);

    const chat = await open([], sunday);
    const input = () => chat.screen().split("\n").at(-2)?.trimEnd();
    // They are read once the model is there: until then ↑ finds nothing beyond today.
    const up = async (expected: string) => {
      for (let tries = 0; tries < 10 && input() !== expected; tries++) {
        chat.write("\x1b[A");
        await chat.waitFor(() => input() === expected, { timeout: 1000 }).catch(() => undefined);
      }
      expect(input()).toBe(expected);
    };
    await chat.say("good morning");
    await up("› good morning");
    await up("› and the kettle?");
    await up("› how are the ribbons?");
    chat.write("\x15\x12ribb"); // Ctrl+U, Ctrl+R
    await chat.waitFor(/search: ribb\n.*Enter sends.*\n▸ how are the ribbons\?\n/);
    chat.write("\r");
    await chat.waitFor("#2 · ");
    expect(server.requests.map(({ body }) => readPrompt(body).message).at(-1)).toBe("how are the ribbons?");
  });
});
