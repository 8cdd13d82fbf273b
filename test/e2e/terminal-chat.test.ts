import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type PtySession, startPty } from "../pty.ts";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { startFakeTogether } from "../servers/fake-together.ts";
import { holdConnections } from "./hold-connections.ts";
import { openTerminal, type TerminalChat, wholeWhy } from "./open-terminal.ts";
import { programPath, sandbox } from "./program.ts";
import { tenTurns } from "./ten-turns.ts";
import { clears, withoutSpace } from "./terminal-checks.ts";

const { folder, env, remove } = sandbox();
const open: { kill(): void }[] = [];
const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) session.kill();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(remove);

const clock = ["--now", "2026-12-24T23:40:00+00:00", "--seed", "7"];

const opened = <Session extends PtySession>(session: Session): Session => {
  open.push({ kill: () => session.kill("SIGKILL") });
  return session;
};
const chatting = async (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<TerminalChat> =>
  opened(await openTerminal([...args, ...clock], { cwd: folder, env: { ...env, ...more } }));
const serving = async <Server extends { close(): Promise<void> }>(start: Promise<Server>): Promise<Server> => {
  const server = await start;
  servers.push(server);
  return server;
};

const esc = "\x1b";
const expectTerminalRestored = (bytes: string) => {
  expect(bytes.lastIndexOf(`${esc}[?2004l`)).toBeGreaterThan(bytes.lastIndexOf(`${esc}[?2004h`));
  expect(bytes.lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(bytes.lastIndexOf(`${esc}[?25l`));
};

describe("a conversation of ten turns in a terminal, offline", () => {
  const persona = parse(readFileSync("training_data/persona.yaml", "utf8"));
  const examples: { output: string }[] = JSON.parse(readFileSync("training_data/conversations.json", "utf8"));
  const converse = async () => {
    const chat = await chatting([]);
    for (const message of tenTurns) await chat.say(message);
    return chat;
  };

  it("names the persona and takes messages at once, then names the model and why this one", async () => {
    const chat = await chatting([]);
    const first = stripVTControlCharacters(chat.bytes()).split("›")[0];
    expect(first).toContain("Vera Almourim");
    expect(first).not.toContain("model:");
    await chat.waitFor("model: offline · no Together key, no Ollama answering");
    await chat.waitFor(/› \noffline · no Together key, no Ollama answering$/);
  });

  it("answers each message in the client's words, and sums it up", async () => {
    const chat = await converse();
    const turns = chat.turns();
    expect(turns.map(({ message }) => message)).toEqual(tenTurns);
    for (const { summary } of turns) {
      expect(summary).toMatch(
        /^#\d+ · (positive|neutral|negative)(, hostile)? → [\w-]+( · \d+ demos)? · [\d.]+ m?s · \d+\+\d+ tokens/,
      );
    }
    expect(turns.map(({ summary }) => /→ ([\w-]+)/.exec(summary)?.[1]).slice(0, 9)).toEqual([
      "engage",
      "celebrate",
      "engage",
      "comfort",
      "disclose",
      "engage",
      "engage",
      "de-escalate",
      "care",
    ]);
    expect(turns[3]?.summary).toContain("negative → comfort · 5 demos");
    const own = [...examples.map(({ output }) => output), ...persona.open_questions.map(textOf)].map(withoutSpace);
    for (const at of [0, 1, 2, 3, 5, 6, 7, 9]) expect(own).toContain(withoutSpace(turns[at]?.reply ?? ""));
    expect(turns[2]?.reply).toContain("Nikon FM");
    expect(persona.pipelines.disclose.replies.map(withoutSpace)).toContain(withoutSpace(turns[4]?.reply ?? ""));
    expect(turns[4]?.remarks).toContain("message steered by identity");
    expect(turns[8]?.remarks).toContain("message steered by crisis");
    const { resources, text, country } = persona.care;
    const places = [...(resources[country ?? ""] ?? []), ...(resources.default ?? [])];
    expect(withoutSpace(turns[8]?.reply ?? "")).toBe(
      withoutSpace(`${text} ${places.map(({ name, contact }) => `${name}: ${contact}`).join(" ")}`),
    );
    expect(turns[8]?.summary).toContain("care reply");
    expect(new Set(turns.map(({ reply }) => reply)).size).toBe(10);
    expect(chat.bytes()).not.toMatch(clears);
  });

  it("shows why the last turn, or an earlier one, went as it did", async () => {
    const chat = await converse();
    const last = await chat.command("/why", wholeWhy);
    expect(last).toMatch(/why · turn 10\n/);
    expect(last).toMatch(/local time +Thursday 2026-12-24 23:49 Europe\/Lisbon\n/);
    expect(last).toMatch(/conversation length +9 minutes, 19 messages\n/);

    const third = await chat.command("/why 3", wholeWhy);
    expect(third).toMatch(/\nmessage\n {2}what camera do you use\?\n/);
    expect(third).toMatch(/local time +Thursday 2026-12-24 23:42 Europe\/Lisbon\n/);
    expect(third).toMatch(/since last message +1 minute\n/);
    const bars = third.matchAll(/[█░]{20} {2}(\d\.\d\d)( [+-]\d\.\d\d| {6}) [\w-]+\n/g);
    const similarities = [...bars].map(([, found]) => Number(found));
    expect(similarities).toHaveLength(8);
    expect(similarities).toEqual([...similarities].sort((a, b) => b - a));
    expect(third).toContain("every guard let the message and the reply pass");
    expect(third).not.toContain("── system ──");
    const prompt = await chat.command("/prompt 3", /Message: what camera do you use\?$/);
    expect(prompt).toMatch(/^\nprompt · turn 3\n/);
    expect(withoutSpace(prompt)).toContain(withoutSpace(persona.bio));
    expect(prompt).toContain("Local Time: Thursday 2026-12-24 23:42 Europe/Lisbon");
    expect(prompt).toContain("── assistant ──");

    const ninth = await chat.command("/why 9", wholeWhy);
    expect(ninth).toMatch(/verdicts\n {2}· message steered by crisis/);
    expect(ninth).toContain("the fixed care text");
    expect(ninth).toContain("no model was asked");
    await chat.command("/prompt 9", "No prompt of turn 9 is known: no model was asked.");
    await chat.command("/why 11", "There is no turn 11 here: turns 1 to 10.");
  });

  it("lists its commands, and leaves the terminal as it was with /quit", async () => {
    const command = `"${process.execPath}" "${programPath}" --lm offline; echo "code $?"; stty -a`;
    const shell = opened(startPty("/bin/sh", ["-c", command], { cwd: folder, env }));
    await shell.waitFor("model: offline");
    shell.write("/help\r");
    await shell.waitFor(/Ctrl\+C.*\/why \[turn\].*\/reload.*\/quit/s, { within: "everything" });
    shell.write("/quit\r");
    await shell.exit;
    expect(shell.everything()).toContain("code 0");
    expect(shell.everything()).toMatch(/[^-]icanon/);
    expect(shell.everything()).toMatch(/[^-]echo /);
    expectTerminalRestored(shell.bytes());
  });

  it("answers whatever is typed or pasted, and lets none of it touch the screen", async () => {
    const chat = await chatting(["--lm", "offline"]);
    const everyControl = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("hi");
    for (const paste of [
      "x".repeat(10_000),
      "a line of film\n".repeat(3000),
      `${esc}[2J${esc}]0;a title\u0007${everyControl}\u009b3J\u202e`,
      "🙂👩‍👩‍👧‍👦🇵🇹 日本語 e\u0301\u0336",
    ]) {
      const before = chat.turns().length;
      chat.paste(paste);
      chat.write("\r");
      await chat.waitFor(() => chat.turns().length > before && chat.turns().at(-1)?.summary !== "");
    }
    await chat.say("%%% ;;; asdf");
    expect(chat.turns().map(({ reply }) => reply)).not.toContain("");
    expect(chat.turns()).toHaveLength(5);
    expect(chat.bytes()).not.toMatch(clears);
    expect(chat.bytes()).not.toContain(`${esc}]0;`);
    expect(chat.bytes()).not.toMatch(/[\u009b\u202e]/);
  });

  it("ends with Ctrl+C twice, with code 0", async () => {
    const chat = await chatting(["--lm", "offline"]);
    await chat.say("hello");
    chat.write("half a thought\x03");
    await chat.waitFor("Ctrl+C again quits");
    chat.write("\x03");
    expect(await chat.exit).toEqual({ code: 0, signal: 0 });
    expectTerminalRestored(chat.bytes());
    expect(chat.bytes()).not.toMatch(clears);
  });
});

describe("a client's own files", () => {
  const copy = (name: string) => {
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    for (const file of ["persona.yaml", "conversations.json"]) cpSync(join("training_data", file), join(home, file));
    return { persona: join(home, "persona.yaml"), data: join(home, "conversations.json") };
  };

  it("are read again with /reload: a new example answers at once, a fault changes nothing", async () => {
    const { persona, data } = copy("edited");
    const chat = await chatting(["--lm", "offline", "--persona", persona, "--data", data]);
    await chat.waitFor("model: offline");
    const before = JSON.parse(readFileSync(data, "utf8"));
    const added = {
      chat_history: { messages: [{ from_creator: false, content: "do you keep a theremin?" }] },
      output: "One theremin. It hums at the cat.",
    };
    await chat.say("do you keep a theremin?");
    expect(chat.turns().at(-1)?.reply).not.toBe(added.output);

    writeFileSync(data, JSON.stringify([...before, added]));
    chat.write("/reload\r");
    await chat.waitFor(`${before.length + 1} examples`);
    await chat.say("do you keep a theremin?");
    expect(chat.turns().at(-1)?.reply).toBe(added.output);

    writeFileSync(data, "[{");
    chat.write("/reload\r");
    await chat.waitFor(/✗ .*conversations\.json/s);
    await chat.say("hello again");
    expect(chat.turns().at(-1)?.reply).not.toBe("");
  });

  it("are told where they are broken, with exit code 2 and the terminal as it was", async () => {
    const { persona } = copy("broken");
    writeFileSync(persona, readFileSync(persona, "utf8").replace(/^time_zone:.*$/m, "time_zone: Europe/Lisboa"));
    const chat = opened(startPty(process.execPath, [programPath, "--persona", persona], { cwd: folder, env }));
    expect(await chat.exit).toEqual({ code: 2, signal: 0 });
    const shown = withoutSpace(chat.everything());
    expect(shown).toContain(withoutSpace(persona));
    expect(shown).toContain("time_zone");
    expect(shown).toContain("Europe/Lisbon");
    expectTerminalRestored(chat.bytes());
  });
});

describe("a conversation in a terminal with an Ollama", () => {
  const clean = "Lovely to hear.";
  // The signs of these sentences stand in no other text: not one of them may come out.
  const violating = "Ωλ☎ find me on Instagram as ☎☎vera.types! Θ see you there.";
  const accepting = "Ψ yes! 3pm works, see you at the café. Ψ";
  const declining = "I keep to my page here. Tell me about the ribbon.";
  const reply = ({ messages }: { messages: readonly { content: string }[] }): string => {
    const last = messages.at(-1)?.content ?? "";
    if (/draft was rejected/i.test(last)) return declining;
    if (last.includes("whats your insta")) return `${clean} ${violating}`;
    if (last.includes("saturday")) return accepting;
    return "Good evening 🌙. The kettle is on… Sit down, tell me.";
  };
  const tenTurns = [
    "hey, you up?",
    "whats your insta",
    "i got the job!!!",
    "coffee in lisbon saturday?",
    "what camera do you use?",
    "are you a bot?",
    "my dog died yesterday",
    "you're a fraud, you never answer",
    "i don't want to live anymore",
    "ok. good night",
  ];

  it("streams, guards, tries again and explains itself", async () => {
    const server = await serving(startFakeOllama({ reply, chunking: { bytes: 3 }, models: ["qwen3:4b"] }));
    const chat = await chatting(["--lm", "ollama:qwen3:4b"], { OLLAMA_HOST: server.url });
    await chat.waitFor("model: ollama:qwen3:4b · as asked for with --lm");
    for (const message of tenTurns) await chat.say(message);
    const turns = chat.turns();
    expect(turns.map(({ message }) => message)).toEqual(tenTurns);

    expect(turns[0]?.reply).toBe("Good evening 🌙. The kettle is on… Sit down, tell me.");
    expect(turns[1]?.reply).toBe(clean);
    expect(turns[1]?.afterwards).toBe("! cut here: what came next was blocked by social-platforms: names instagram");
    expect(turns[1]?.summary).toContain("cut by guard");
    expect(turns[3]?.remarks).toMatch(/^↻ reply blocked by in-person-meetings: .*; asking again \(attempt 2\)$/);
    expect(turns[3]?.reply).toBe(declining);
    expect(turns[3]?.summary).toContain("2 attempts");
    expect(turns[8]?.summary).toContain("care reply");
    expect(chat.bytes()).not.toMatch(/[Ωλ☎ΘΨ]|vera\.types|see you/);
    expect(chat.bytes()).not.toMatch(clears);
    // One call a turn, one more for the rejected attempt, none where the answer is fixed.
    expect(server.requests.filter(({ path }) => path === "/api/chat")).toHaveLength(9);

    const prompt =
      (await chat.command("/prompt 5", /Message: what camera do you use\?$/)).split("\nprompt\n").at(-1) ?? "";
    const sent = server.requests.find(({ body }) => body?.messages?.at(-1)?.content.includes("what camera"))?.body
      .messages;
    const whole = sent?.map(({ role, content }) => `── ${role} ── ${content}`).join("\n") ?? "nothing was sent";
    expect(withoutSpace(prompt)).toBe(withoutSpace(whole));
    await chat.command("/prompt 4", "\nprompt of attempt 2\n");
    await chat.command("/why 4", /· attempt 1 blocked by in-person-meetings/);
  });

  it("does not wait for an Ollama that is slow to answer, and then takes it", async () => {
    const server = await serving(startFakeOllama({ reply: "Here I am.", models: ["qwen3:4b"] }));
    const door = await serving(holdConnections(server.url));
    const chat = await chatting([], { OLLAMA_HOST: door.url });
    chat.write("hello\r");
    await door.knocked;
    expect(chat.screen()).toContain("› ");
    expect(chat.everything()).not.toContain("model:");
    door.letThrough();
    await chat.waitFor("Here I am.");
    expect(chat.everything()).toContain("model: ollama:qwen3:4b · no Together key, but Ollama answers");
  });
});

describe("a conversation in a terminal with Together", () => {
  const key = "secret-key-0123";
  const reply = "The kettle sings. Sit down with me. Then tell me all of it.";
  const talking = async (fault: Parameters<typeof startFakeTogether>[0]) => {
    const server = await serving(startFakeTogether({ reply, apiKey: key, ...fault }));
    const chat = await chatting([], { TOGETHER_BASE_URL: server.url, TOGETHER_API_KEY: key });
    return { server, chat };
  };
  /** Pieces of four characters, after one of the protocol's own: the first sentence and some of the second. */
  const stalls = { kind: "stall", after: 7 } as const;

  it("cancels a stalled answer with Esc, keeps what was shown, hangs up and goes on", async () => {
    const { server, chat } = await talking({ fault: (request) => (request === 0 ? stalls : undefined) });
    chat.write("hello\r");
    await chat.waitFor("The kettle sings.");
    chat.write(esc);
    await chat.waitFor(/The kettle sings\.\n {2}cancelled\n/);
    expect(await server.requests[0]?.ended).toBe("cut");
    await chat.say("and now?");
    expect(chat.turns().at(-1)?.reply).toBe(reply);
    expect(server.requests).toHaveLength(2);
    expect(chat.everything()).toContain("model: together:");
    expect(chat.everything()).toContain("TOGETHER_API_KEY is set");
    // The model is told what the user saw.
    expect(server.requests[1]?.body.messages.filter(({ content }) => content === "The kettle sings.")).toHaveLength(1);
  });

  it("says that the connection was cut where the server dies in the middle of an answer", async () => {
    const { server, chat } = await talking({ fault: (request) => (request === 0 ? stalls : undefined) });
    chat.write("hello\r");
    await chat.waitFor("The kettle sings.");
    server.drop();
    await chat.waitFor("cut by connection");
    expect(chat.turns().at(-1)?.reply).toBe("The kettle sings.");
    expect(chat.turns().at(-1)?.afterwards).toBe("! the connection broke; what was said stays");
    await chat.say("and now?");
    expect(chat.turns().at(-1)?.reply).toBe(reply);
  });

  it("names the key that is refused, never shows it, and goes on", async () => {
    const { chat } = await talking({
      fault: (request) => (request === 0 ? { kind: "status", status: 401, body: `{"error":"no ${key}"}` } : undefined),
    });
    chat.write("hello\r");
    await chat.waitFor(/✗ Together .* TOGETHER_API_KEY/s);
    await chat.waitFor("No reply was sent.");
    await chat.say("and now?");
    expect(chat.turns().at(-1)?.reply).toBe(reply);
    expect(chat.bytes()).not.toContain(key);
  });
});

const textOf = (question: string | { text: string }): string =>
  typeof question === "string" ? question : question.text;
