import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { type CompletionBody, type FakeTogetherOptions, startFakeTogether } from "../servers/fake-together.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { replyGate } from "../servers/reply-gate.ts";
import { holdConnections } from "./hold-connections.ts";
import { type TerminalChat, wholeWhy } from "./open-terminal.ts";
import { clears, count, lookOf, terminalRoom, withoutSpace } from "./terminal-checks.ts";

const room = terminalRoom();
const esc = "\x1b";
const ctrlC = "\x03";
const key = "secret-key-0123";
/** Milliseconds within which a key shows its effect on the slowest of machines; on an idle one it is 100. */
const soon = 3000;

/** A chat with a home of its own and a Together server that answers as told, and a gate that its streams wait at. */
const talking = async (answers: FakeTogetherOptions = {}, args: readonly string[] = []) => {
  const gate = replyGate();
  const server = await room.serving(
    startFakeTogether({ apiKey: key, ...answers, chunking: { units: 4, hold: gate.hold, ...answers.chunking } }),
  );
  const home = mkdtempSync(join(room.folder, "home-"));
  const env = { UNDERSTUDY_HOME: home, TOGETHER_BASE_URL: server.url, TOGETHER_API_KEY: key };
  const chat = await room.chatting(args, { env });
  /** The messages that the model was asked to answer, as it read them. */
  const asked = () => server.requests.map(({ body }) => readPrompt(body).message);
  return { gate, server, chat, asked, home };
};
const messageOf = (body: CompletionBody) => readPrompt(body).message;
const isRetry = (body: CompletionBody) => /draft was rejected/i.test(body.messages.at(-1)?.content ?? "");
/** What stands in the input, the row above the status. */
const inputOf = (chat: TerminalChat) => chat.screen().split("\n").at(-2)?.trimEnd() ?? "";

describe("a reply that streams", () => {
  const markdown = [
    "Tea **first**, then `tape`:\n\n",
    "- a green ribbon\n- two springs\n\n",
    "Here stands a row that is longer than the window is wide, so that it has to be broken at least once before it ends.",
    "\n\nGood night, then. I keep the lamp on.",
  ].join("");
  const plain = markdown.replace(/\*\*|`/g, "");

  it("shows its rows as they come and its Markdown drawn, is whole in the end, and takes messages meanwhile", async () => {
    const { chat, gate, asked } = await talking({
      reply: (body) => (messageOf(body) === "hello" ? markdown : `You said ${messageOf(body).replace("\n", " … ")}.`),
    });
    // 84 characters: some of the long row, of which nothing is shown before its end has passed the guards.
    gate.stopAt(22);
    chat.write("hello\r");
    await chat.waitFor("two springs");
    expect(chat.screen()).toMatch(
      /\n {2}- a green ribbon\n {2}- two springs\n[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] answering.* · Esc cancels\n/,
    );
    expect(chat.everything()).not.toContain("Here stands");

    chat.write("one more\r");
    await chat.waitFor("· queued: one more");
    chat.write("and another\r");
    await chat.waitFor("· queued: and another");
    chat.write("/retry\r");
    await chat.waitFor("still answering · Esc cancels the answer");
    chat.write("/info\r");
    await chat.waitFor("· queued: /info");
    expect(asked()).toEqual(["hello"]);

    gate.letThrough();
    await chat.waitFor(/\n› \/info\n[\s\S]*\ncost .*\nof what may be spent:\nsession .* 2 of 50 turns\n\n› \n/, {
      within: "everything",
    });
    const [first, second, ...others] = chat.turns();
    expect(withoutSpace(first?.reply ?? "")).toBe(withoutSpace(plain));
    expect(first?.summary).toMatch(/^#1 · neutral → engage · 8 demos · .* · \d+\+\d+ tokens · \$0\.\d+$/);
    expect(second?.message).toBe("one more");
    expect(second?.reply).toBe("You said one more … and another.");
    expect(others).toEqual([]);
    expect(asked()).toEqual(["hello", "one more\nand another"]);

    expect(count(chat.everything(), "Here stands a row")).toBe(1);
    expect(chat.everything()).not.toMatch(/queued|Esc cancels/);
    expect(await lookOf(chat.bytes(), "first, then")).toMatchObject({ bold: true });
    expect(await lookOf(chat.bytes(), ", then tape")).toMatchObject({ bold: false });
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("shows nothing of a sentence that a guard is against, however it is cut and drawn", async () => {
    const secret = "Ωλ☎ Find me on **Inst**agram as _☎vera.types_! Θ see you there.";
    const { chat } = await talking({
      chunking: { units: 1 },
      reply: (body) => {
        if (messageOf(body) === "hello") return `Lovely to hear. ${secret} And more.`;
        return isRetry(body) ? "I keep to my page." : `${secret} And more.`;
      },
    });
    await chat.say("hello");
    await chat.say("and now?");
    const [cut, again] = chat.turns();
    expect(cut?.reply).toBe("Lovely to hear.");
    expect(cut?.afterwards).toMatch(/^! cut here: what came next was blocked by social-platforms/);
    expect(again?.remarks).toMatch(/^↻ reply blocked by social-platforms: .*; asking again \(attempt 2\)$/);
    expect(again?.reply).toBe("I keep to my page.");
    expect(chat.bytes()).not.toMatch(/[Ωλ☎Θ]|vera\.types|see you/);
  });

  it("gives way to a new message where that is set: it is answered once, with what nobody had answered", async () => {
    const { chat, gate, server, asked } = await talking(
      { reply: (body) => `You said ${messageOf(body).replace("\n", " and ")}. And so on and on.` },
      ["--while-replying", "interrupt"],
    );
    gate.stopAt(0);
    chat.write("first\r");
    await chat.waitFor(() => asked().length === 1);
    chat.write("second\r");
    await chat.waitFor(() => asked().length === 2);
    expect(await server.requests[0]?.ended).toBe("cut");
    gate.letThrough();
    await chat.waitFor("#2 · ");
    expect(asked()).toEqual(["first", "first\nsecond"]);
    expect(chat.turns().map(({ reply }) => reply)).toEqual(["You said first and second. And so on and on."]);

    // 6 pieces of 4 characters are its first sentence, and some of the second.
    gate.stopAt(9);
    chat.write("third\r");
    await chat.waitFor("You said third.");
    chat.write("fourth\r");
    await chat.waitFor(() => asked().length === 4);
    gate.letThrough();
    await chat.waitFor("#4 · ");
    expect(asked().slice(2)).toEqual(["third", "fourth"]);
    expect(chat.turns().at(-2)).toMatchObject({ message: "third", reply: "You said third.", afterwards: "cancelled" });
    expect(chat.turns().at(-1)?.reply).toBe("You said fourth. And so on and on.");
  });
});

describe.each([
  ["Esc", esc],
  ["Ctrl+C", ctrlC],
])("%s", (name, press) => {
  const isEsc = name === "Esc";
  const reply = "The kettle sings. Sit down with me. Then tell me all of it.";

  it("cancels a message before the engine is ready: it is never answered, and the next one is", async () => {
    const server = await room.serving(startFakeOllama({ reply: "Here I am.", models: ["qwen3:4b"] }));
    const door = await room.serving(holdConnections(server.url));
    const chat = await room.chatting([], { env: { OLLAMA_HOST: door.url }, ready: false });
    chat.write("too early\r");
    await chat.waitFor("getting ready");
    chat.write(press);
    await chat.waitFor(/› too early\n {2}cancelled\n/, { timeout: soon });
    door.letThrough();
    await chat.waitFor("model:", { within: "everything" });
    await chat.say("hello");
    expect(chat.turns().map(({ message }) => message)).toEqual(["hello"]);
    expect(server.requests.filter(({ path }) => path === "/api/chat")).toHaveLength(1);
  });

  it("ends what is under way at every stage, with nothing lost that was shown or written, and the chat goes on", async () => {
    const { chat, gate, server, asked } = await talking({
      reply(body) {
        if (!messageOf(body).startsWith("meet me")) return reply;
        // The second attempt is never answered.
        if (isRetry(body)) gate.stopAt(0);
        return isRetry(body) ? reply : "Yes! See you at the café at 3pm.";
      },
      fault: (_, body) =>
        messageOf(body) === "limited" ? { kind: "status", status: 429, headers: { "retry-after": "30" } } : undefined,
    });

    // The model is silent.
    gate.stopAt(0);
    chat.write("silent\r");
    await chat.waitFor("waiting for the model");
    await chat.waitFor(() => asked().length === 1);
    chat.write(press);
    await chat.waitFor(/› silent\n {2}cancelled\n\n› \n/, { timeout: soon });
    expect(await server.requests[0]?.ended).toBe("cut");
    expect(chat.screen().includes("Ctrl+C again quits")).toBe(!isEsc);

    // Text streams, and a message waits: it goes back into the input.
    gate.stopAt(9);
    chat.write("kettle?\r");
    await chat.waitFor("The kettle sings.");
    chat.write("i wait\r");
    await chat.waitFor("· queued: i wait");
    chat.write(press);
    await chat.waitFor(/The kettle sings\.\n {2}cancelled\n\n› i wait\n/, { timeout: soon });
    gate.letThrough();
    chat.write("\r");
    await chat.waitFor("#3 · ");
    expect(chat.turns().at(-1)).toMatchObject({ message: "i wait", reply });

    // Another attempt is under way, since a guard was against the first.
    const before = asked().length;
    chat.write("meet me?\r");
    await chat.waitFor(/↻ reply blocked by in-person-meetings: [^↻]*;\s+asking\s+again\s+\(attempt 2\)\n/);
    await chat.waitFor(() => asked().length === before + 2);
    chat.write(press);
    await chat.waitFor(/\(attempt 2\)\n {2}cancelled\n\n› \n/, { timeout: soon });
    expect(await server.requests.at(-1)?.ended).toBe("cut");
    expect(chat.everything()).not.toMatch(/café|3pm/);

    // A menu is open while text streams: Esc closes the one first, and then ends the other.
    gate.letThrough();
    gate.stopAt(9);
    chat.write("again?\r");
    await chat.waitFor(/› again\?\n\nVera Almourim\n {2}The kettle sings\./);
    chat.write("/sw");
    await chat.waitFor("▸ /swipe");
    chat.write(press);
    await chat.waitFor(() => !chat.screen().includes("▸ /swipe"), { timeout: soon });
    if (isEsc) {
      expect(chat.screen()).toContain("answering");
      expect(inputOf(chat)).toBe("› /sw");
      chat.write(press);
    }
    await chat.waitFor(/again\?\n\nVera Almourim\n {2}The kettle sings\.\n {2}cancelled\n/, { timeout: soon });
    expect(inputOf(chat)).toBe(isEsc ? "› /sw" : "›");
    chat.write("\x15"); // Ctrl+U
    await chat.waitFor(() => inputOf(chat) === "›");

    // A search in the history: Esc takes what was found, Ctrl+C nothing; neither sends it.
    chat.write("\x12kett");
    await chat.waitFor(/search: kett\n.*Enter sends.*\n▸ kettle\?\n/);
    chat.write(press);
    await chat.waitFor(() => inputOf(chat) === (isEsc ? "› kettle?" : "›"), { timeout: soon });
    chat.write("\x15");
    await chat.waitFor(() => inputOf(chat) === "›");

    // A message is being rewritten.
    chat.write("/edit 3\r");
    await chat.waitFor("edit #3 › i wait");
    chat.write(press);
    await chat.waitFor(() => inputOf(chat) === "›", { timeout: soon });

    gate.letThrough();
    await chat.say("and now?");
    expect(chat.turns().at(-1)?.reply).toBe(reply);

    // The connection pauses, and counts down.
    const seconds = () => Number(/asking again in (\d+) s, attempt 2 of 3: Together/.exec(chat.screen())?.[1]);
    chat.write("limited\r");
    await chat.waitFor(() => seconds() > 0);
    const begun = seconds();
    await chat.waitFor(() => seconds() < begun);
    expect(chat.everything()).toMatch(/ {2}↻ Together at .* \(HTTP 429\); asking\s+again in 30/);
    chat.write(press);
    await chat.waitFor(/again in 30.* s\n {2}cancelled\n\n› \n/, { timeout: soon });

    // The next message keeps to what the server asked for: it is not sent before.
    const sent = asked().length;
    chat.write("limited again\r");
    await chat.waitFor(/\n[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] asking in \d+ s, within its limits · Esc cancels\n/);
    chat.write(press);
    await chat.waitFor(/› limited again\n {2}cancelled\n\n› \n/, { timeout: soon });
    expect(asked()).toHaveLength(sent);

    // Another model has nothing to wait for.
    await chat.command("/model together:other", "together:other answers from now on");
    await chat.say("and then?");
    expect(chat.turns().at(-1)?.reply).toBe(reply);
    // What was shown stays, on screen and in the conversation; what was not never was.
    expect(count(chat.everything(), "cancelled")).toBe(6);
    const told = server.requests.at(-1)?.body.messages.map(({ content }) => content) ?? [];
    expect(told.filter((content) => content === "The kettle sings.")).toHaveLength(2);
    expect(told.join("\n")).not.toMatch(/silent|limited|meet me|café/);
    expect(chat.bytes()).not.toMatch(clears);
  });
});

/** A copy of the persona that comes with the program, to be written to. */
const copyPersona = (name: string) => {
  const home = join(room.folder, name);
  mkdirSync(home, { recursive: true });
  for (const file of ["persona.yaml", "conversations.json"]) cpSync(join("training_data", file), join(home, file));
  return { home, persona: join(home, "persona.yaml"), data: join(home, "conversations.json") };
};

describe("commands that change the conversation", () => {
  it("give other replies, take messages back, and rewrite them; the model is told what counts", async () => {
    const replies = [
      "The lamp is on.",
      "The lamp is **off** again.",
      "A third lamp.",
      "Soup, I think.",
      "An oboe, then.",
    ];
    let given = 0;
    const { chat, server, asked, home } = await talking({ reply: () => replies[given++] ?? "And so on." });
    /** What the last request held of this conversation, before the message. */
    const history = () => {
      const told = server.requests.at(-1)?.body.messages.map(({ content }) => content) ?? [];
      const begun = told.findLastIndex((content) => content.includes("[this conversation]"));
      return begun === told.length - 1 ? "" : told.slice(begun, -1).join("\n");
    };
    const retry = async (place: string) => {
      chat.write("/retry\r");
      await chat.waitFor(`  ${place} · /swipe back shows the one before\n`);
    };

    await chat.say("what is on?");
    await retry("reply 2 of 2");
    await retry("reply 3 of 3");
    expect(asked()).toEqual(["what is on?", "what is on?", "what is on?"]);
    expect(chat.screen()).toMatch(/Vera Almourim\n {2}A third lamp\.\n {2}#3 · /);
    await chat.command("/swipe back", / {2}The lamp is off again\.\n {2}reply 2 of 3 · /);
    await chat.command("/swipe", / {2}A third lamp\.\n {2}reply 3 of 3 · /);
    await chat.command("/swipe 2", / {2}The lamp is off again\.\n {2}reply 2 of 3 · /);
    await chat.say("and for dinner?");
    expect(history()).toContain("The lamp is **off** again.");
    expect(history()).not.toMatch(/The lamp is on|third lamp/);

    await chat.command(
      "/undo",
      /taken back: “and for dinner\?” and its reply · .*\nThe conversation ends with:\n› what is on\?\n {2}Vera Almourim {2}The lamp is/,
    );
    await chat.command("/redo", /back again: “and for dinner\?”.*\n.*\n› and for dinner\?\n.*Soup, I think\./);
    await chat.command("/redo", "Nothing was taken back.");

    chat.write("/edit 1\r");
    await chat.waitFor("edit #1 › what is on?");
    expect(chat.screen()).toContain("takes the place of turn 1 and of the message after it");
    chat.write("\x7f tonight?\r"); // Backspace
    await chat.waitFor("#5 · ");
    expect(asked().at(-1)).toBe("what is on tonight?");
    expect(history()).toBe("");
    expect(inputOf(chat)).toBe("›");
    await chat.command(
      "/undo",
      /back again: “what is on\?” and\s1 more, [^\n]*\nThe conversation ends with:\n› and for dinner\?\n/,
    );
    await chat.say("what else?");
    expect(history()).toContain("Soup, I think.");

    await chat.command("/good", "turn 6 is rated good");
    await chat.command("/bad 2 too dark", "turn 2 is rated bad: too dark");
    await chat.command("/bad 99", "There is no turn 99 here: turns 1 to 6.");
    const ratings = readFileSync(join(home, "ratings.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(ratings).toMatchObject([
      { turn: 6, verdict: "good", persona: "Vera Almourim" },
      { turn: 2, verdict: "bad", note: "too dark" },
    ]);
    expect(ratings[1].demos).toHaveLength(8);
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("make an example of a reply, unless a guard is against it: one entry more, which answers at once", async () => {
    const { persona, data } = copyPersona("kept");
    const before = readFileSync(data, "utf8");
    const { chat } = await talking({ reply: "Not for ages." }, ["--persona", persona]);
    const question = "do you keep a theremin?";
    await chat.say(question);
    await chat.command(
      "/keep 1 Find me on instagram, I am vera.types",
      /✗ The guard social-platforms is against the reply: names instagram\.\n {2}to fix: +give other words for it/,
    );
    expect(readFileSync(data, "utf8")).toBe(before);
    const told = await chat.command("/keep 1 One theremin. It hums at the cat.", "your words as the reply");
    const [, id] = /turn 1 is now example (kept-\w+-1) of/.exec(told) ?? [];
    await chat.command("/keep", `Turn 1 is an example already: ${id}`);

    const after = readFileSync(data, "utf8");
    let same = 0;
    while (before[same] === after[same]) same++;
    expect(after.endsWith(before.slice(same))).toBe(true);
    const examples: { id: string; output: string }[] = JSON.parse(after);
    expect(examples.slice(0, -1)).toEqual(JSON.parse(before));
    expect(examples.at(-1)).toMatchObject({
      id,
      output: "One theremin. It hums at the cat.",
      chat_history: { messages: [{ from_creator: false, content: question }] },
    });

    await chat.command("/end", "The conversation is closed.");
    await chat.command("/model offline", "offline answers from now on");
    await chat.say(question);
    expect(chat.turns().at(-1)?.reply).toBe("One theremin. It hums at the cat.");
  });
});

describe("commands that look, and those that choose who answers", () => {
  it("tell mood, context, prompt, figures; pin and shift what the next turn goes by", async () => {
    const { chat, server } = await talking({ reply: "Go on, tell me." });
    await chat.say("hello");
    await chat.command("/mood comfort", "every message goes to comfort");
    await chat.command("/now +3h", "it is Friday 2026-12-25 02:40 Europe/Lisbon, 3 hours ahead");
    expect(chat.screen()).toMatch(/\n› \ntogether:.* · pinned to comfort · /);
    await chat.say("i got the job!!!");
    expect(chat.turns().at(-1)?.summary).toContain("positive → comfort");
    const why = await chat.command("/why", wholeWhy);
    expect(why).toMatch(/why · turn 2\n\nmood → pipeline\n {2}positive .*\n {2}→ comfort \(pinned\)\n/);
    expect(why).toMatch(/local time +Friday 2026-12-25 02:41 Europe\/Lisbon\n/);
    expect(why).toMatch(/since last message +3 hours\n/);
    const prompt = await chat.command("/prompt", /Message: i got the job!!!$/);
    const sent = server.requests.at(-1)?.body.messages.map(({ role, content }) => `── ${role} ── ${content}`) ?? [];
    expect(withoutSpace(prompt.split("\nprompt\n").at(-1) ?? "")).toBe(withoutSpace(sent.join("\n")));
    await chat.command("/mood auto", "chosen by the mood of each message");
    await chat.command("/mood nonsense", /✗ There is no pipeline "nonsense"/);
    await chat.say("i got the job!!!");
    expect(chat.turns().at(-1)?.summary).toContain("positive → celebrate");

    const whole = /\ncost .*\nof what may be spent:\nsession +[█░]+ +\d+ of 50 turns$/;
    const info = withoutSpace(await chat.command("/info", whole));
    expect(info).toContain(withoutSpace("persona  Vera Almourim · "));
    expect(info).toContain(withoutSpace("Friday 2026-12-25 02:4"));
    expect(info).toContain(withoutSpace("6 of 20 messages"));
    // The table of prices knows the model: 0.88 US dollars a million tokens, the prompt's and the reply's.
    const tokens = server.bills().reduce((sum, bill) => sum + bill.promptTokens + bill.completionTokens, 0);
    expect(info).toContain(`cost$${Number(((tokens * 0.88) / 1e6).toPrecision(2))}`);
    expect(info).toMatch(/ofwhatmaybespent:session[█░]+3of50turns$/);
    await chat.command("/stats", /messages +3 that count\n[\s\S]*pipelines +1 .* · 1 .* · 1 /);

    await chat.command("/copy 1", "turn 1: handed to the terminal for its clipboard");
    expect(chat.bytes()).toContain(`${esc}]52;c;${Buffer.from("Go on, tell me.").toString("base64")}\x07`);

    // Nobody knows what this one charges, and so not what the conversation came to.
    await chat.command("/model together:fake", "together:fake answers from now on");
    await chat.say("and what was that?");
    expect(withoutSpace(await chat.command("/info", whole))).toContain(withoutSpace("cost  unknown: no price is set"));
    expect(chat.bytes()).not.toContain(key);
  });

  it("name, end, list, resume and write down conversations, with every persona", async () => {
    const roz = resolve("training_data/personas/roz/persona.yaml");
    const { home, persona } = copyPersona("exported");
    let given = 0;
    const { chat, server } = await talking({ reply: () => `Answer **${++given}**.` }, ["--persona", persona]);
    await chat.say("how are the ribbons?");
    await chat.command("/rename Rainy days", "this session is “Rainy days”");
    for (const format of ["md", "json", "jsonl"]) {
      await chat.command(`/export ${format} ${home}`, `written to ${home}/rainy-days-`);
    }
    const written = (format: string) => {
      const file = readdirSync(home).find((name) => name.startsWith("rainy-days-") && name.endsWith(`.${format}`));
      return readFileSync(join(home, file ?? "missing"), "utf8");
    };
    expect(written("md")).toMatch(/^# Rainy days\n[\s\S]*\n> how are the ribbons\?\n[\s\S]*\n> Answer \*\*1\*\*\.\n$/);
    expect(JSON.parse(written("json"))).toMatchObject({
      title: "Rainy days",
      exchanges: [{ message: "how are the ribbons?", replies: [{ reply: "Answer **1**.", pipeline: "engage" }] }],
    });
    expect(JSON.parse(written("jsonl"))).toMatchObject({ message: "how are the ribbons?", reply: "Answer **1**." });
    await chat.command("/export pdf", /There is no format pdf\.\n {2}expected: md, json or jsonl/);

    await chat.command(`/persona ${roz}`, /\nRoz\nread Roz and \d+ examples\n/);
    chat.write("hello Roz\r");
    await chat.waitFor(/\nRoz\n {2}Answer 2\.\n {2}#1 · /);
    expect(server.requests.at(-1)?.body.messages[0]?.content).toContain("Roz");
    await chat.command("/sessions", /^ +title .*\n· {2}hello Roz .*\n1 {2}Rainy days .*\n\/resume 1 /);
    await chat.command("/end", "The conversation is closed.");
    await chat.command("/sessions", /\n– {2}hello Roz \(closed\)/);

    await chat.command(
      "/resume 1",
      /› how are the ribbons\?\n\nVera Almourim\n {2}Answer 1\.\n {2}#1 · .*\nresumed “Rainy days” · 2 messages/,
    );
    await chat.say("and the springs?");
    const told = server.requests
      .at(-1)
      ?.body.messages.map(({ content }) => content)
      .join("\n");
    expect(told).toContain("Vera Almourim");
    expect(told).toContain("Answer **1**.");
    expect(told).not.toContain("hello Roz");

    const before = chat.everything().trimEnd().split("\n").slice(0, -3).join("\n");
    chat.write("/clear\r");
    await chat.waitFor(/^\n*› \/clear\n\n› \n/);
    expect(chat.everything()).toContain(before);
    await chat.command("/help keep", "makes a training example of a reply");
    await chat.command("/sesions", "There is no /sesions: did you mean /sessions?");
    expect(chat.bytes()).not.toMatch(clears);
  });
});
