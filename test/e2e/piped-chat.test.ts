import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type TurnEvent, turnEvent } from "../../brain/core/turn.ts";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { startFakeOpenAi, startFakeTogether } from "../servers/fake-together.ts";
import { jsonLines, predictionsIn, sandbox } from "./program.ts";
import { sameClock, tenTurns } from "./ten-turns.ts";

const { folder, run, remove } = sandbox();
afterAll(remove);

const eventsOf = (stdout: string) => jsonLines<TurnEvent>(stdout).map((event) => turnEvent.parse(event));
const ofType = <T extends TurnEvent["type"]>(events: readonly TurnEvent[], type: T) =>
  events.filter((event): event is Extract<TurnEvent, { type: T }> => event.type === type);

/** For every turn: the deltas put together are exactly the reply. */
const expectShownIsReply = (events: readonly TurnEvent[]) => {
  for (const { turn, text } of ofType(events, "reply")) {
    const shown = ofType(events, "delta").filter((delta) => delta.turn === turn);
    expect(shown.map((delta) => delta.text).join("")).toBe(text);
  }
};

describe("a piped conversation of ten turns, offline", () => {
  it("answers every line with exactly one line, and says nothing else", async () => {
    const { code, stdout, stderr } = await run(["chat", "--lm", "offline", ...sameClock], {
      input: tenTurns.join("\n"),
    });
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toHaveLength(10);
    expect(code).toBe(0);
  });

  it("changes its manner with the mood, and shows the hour, the demos and the verdicts", async () => {
    const { stdout } = await run(["chat", "--lm", "offline", "--json", ...sameClock], { input: tenTurns.join("\n") });
    const events = eventsOf(stdout);
    expect(ofType(events, "route").map(({ pipeline }) => pipeline)).toEqual([
      "engage",
      "celebrate",
      "engage",
      "comfort",
      "disclose",
      "engage",
      "engage",
      "de-escalate",
      "care",
      "care",
    ]);
    const context = ofType(events, "context");
    expect(context[0]).toMatchObject({ localTime: "Thursday 2026-12-24 23:40 Europe/Lisbon", partOfDay: "night" });
    expect(context[9]).toMatchObject({
      localTime: "Thursday 2026-12-24 23:49 Europe/Lisbon",
      sinceLastMessage: "1 minute",
    });
    expect(context[9]?.conversationLength).toBe("9 minutes, 19 messages");
    expect(
      ofType(events, "guard")
        .filter(({ side }) => side === "input")
        .map(({ category }) => category),
    ).toEqual(["identity", "crisis"]);
    expect(ofType(events, "reply").at(8)?.by).toBe("care");
    expectShownIsReply(events);
  });

  it("repeats itself to the letter under the same seed and clock", async () => {
    const once = () => run(["chat", "--lm", "offline", ...sameClock], { input: tenTurns.join("\n") });
    const [first, second] = [await once(), await once()];
    expect(second.stdout).toBe(first.stdout);
  });

  it("never says one reply twice", async () => {
    const { stdout } = await run(["chat", "--lm", "offline", ...sameClock], { input: "hi\n".repeat(12) });
    const replies = stdout.trimEnd().split("\n");
    expect(new Set(replies).size).toBe(replies.length);
  });

  it("skips blank lines and takes line ends of any kind", async () => {
    const { stdout } = await run(["--lm", "offline"], { input: "hi\r\n\r\n   \nhow are you" });
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
  });

  it("records every turn, a crisis without its words", async () => {
    const home = join(folder, "records");
    await run(["chat", "--lm", "offline", ...sameClock], {
      input: tenTurns.join("\n"),
      env: { UNDERSTUDY_HOME: home },
    });
    const { file, text, records } = predictionsIn(home);
    expect(file).toBe("2026-12-24.jsonl");
    expect(records.map(({ metadata }) => metadata.turn)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const kept = tenTurns.map((message) => (message.includes("want to live") ? null : message));
    expect(records.map(({ input }) => input.user_text)).toEqual(kept);
    expect(records[8]?.metadata.by).toBe("care");
    expect(text).not.toContain("want to live");
    expect(records[2]).toMatchObject({
      input: { user_text: "what camera do you use?", state: "celebrate" },
      output: { response: expect.stringMatching(/\w/), next_state: "engage" },
      metadata: { turn: 3, by: "model" },
    });
  });
});

describe("a piped conversation with a model", () => {
  /** A model that repeats the last words it was given and, asked in a certain way, misbehaves in every way. */
  const reply = (body: { messages: readonly { content: string }[] }): string => {
    const last = body.messages.at(-1)?.content ?? "";
    if (/draft was rejected/i.test(last)) return "I keep to my page here. Tell me about the ribbon.";
    if (last.includes("insta")) return "Lovely to hear. Find me on Instagram as vera.types! See you there.";
    if (last.includes("saturday")) return "Yes! 3pm works, see you at the café.";
    return "Good evening 🌙. The kettle is on… Sit down, tell me.";
  };
  const messages = "hello\nwhats your insta\ncoffee saturday?\n";

  const servers = {
    together: () => startFakeTogether({ reply, chunking: { bytes: 3 }, apiKey: "key-0123" }),
    ollama: () => startFakeOllama({ reply, chunking: { bytes: 5 } }),
    openai: () => startFakeOpenAi({ reply, chunking: { units: 1 } }),
  };
  const variable = { together: "TOGETHER_BASE_URL", ollama: "OLLAMA_HOST", openai: "OPENAI_BASE_URL" } as const;

  it.each(["together", "ollama", "openai"] as const)("through %s streams, guards and counts", async (provider) => {
    const server = await servers[provider]();
    try {
      const { stdout, stderr, code } = await run(["chat", "--lm", provider, "--trace", ...sameClock], {
        input: messages,
        env: { [variable[provider]]: server.url, TOGETHER_API_KEY: "key-0123" },
      });
      expect(stderr).toBe("");
      expect(code).toBe(0);
      const events = eventsOf(stdout);
      expect(ofType(events, "reply").map(({ text, ended }) => [text, ended])).toEqual([
        ["Good evening 🌙. The kettle is on… Sit down, tell me.", "complete"],
        ["Lovely to hear.", "cut-by-guard"],
        ["I keep to my page here. Tell me about the ribbon.", "complete"],
      ]);
      expect(ofType(events, "guard").map(({ category, attempt }) => [category, attempt])).toEqual([
        ["social-platforms", 1],
        ["contact-exchange", 1], // the handle
        ["in-person-meetings", 1],
      ]);
      expect(ofType(events, "retry")).toMatchObject([{ turn: 3, attempt: 2 }]);
      expect(ofType(events, "usage")[0]).toMatchObject({ promptTokens: expect.any(Number) });
      expectShownIsReply(events);
      const roles = server.requests.at(0)?.body.messages.map(({ role }) => role) ?? [];
      expect(roles[0]).toBe("system");
      expect(roles.at(-1)).toBe("user");
      expect(roles.filter((role) => role === "assistant").length).toBeGreaterThanOrEqual(3);
      expect(server.requests.at(0)?.body.messages.at(-1)?.content).toContain(
        "Local Time: Thursday 2026-12-24 23:40 Europe/Lisbon",
      );
      const [prompt] = ofType(events, "prompt");
      expect(prompt?.messages).toEqual(server.requests.at(0)?.body.messages);
    } finally {
      await server.close();
    }
  });

  it("takes an Ollama that answers, without being told", async () => {
    const server = await startFakeOllama({ reply: "Here.", models: ["qwen3:4b"] });
    const { stdout } = await run(["--json"], { input: "hello\n", env: { OLLAMA_HOST: server.url } });
    await server.close();
    expect(ofType(eventsOf(stdout), "usage")).toMatchObject([{ lm: "ollama:qwen3:4b" }]);
  });

  it("prints a reply as plain words, whatever the model writes", async () => {
    const wild = "One\u001b[31m red\u001b]0;title\u0007 line.\u0085Two\u2028lines. \u202eturned\u202c";
    const server = await startFakeOllama({ reply: wild });
    const { stdout } = await run(["--lm", "ollama"], { input: "hello\n", env: { OLLAMA_HOST: server.url } });
    await server.close();
    expect(stdout).toBe("One red line. Two lines. turned\n");
  });

  it("gives a safe reply where the model says nothing that can be seen", async () => {
    const server = await startFakeOllama({ reply: "\u200b \u200b" });
    const { stdout } = await run(["--lm", "ollama", "--json"], { input: "hello\n", env: { OLLAMA_HOST: server.url } });
    await server.close();
    expect(ofType(eventsOf(stdout), "reply")).toMatchObject([{ by: "safe" }]);
  }, 15_000);

  it("prefers a Together key to everything", async () => {
    const server = await startFakeTogether({ reply: "Here." });
    const env = { TOGETHER_API_KEY: "k", TOGETHER_BASE_URL: server.url };
    const { stdout } = await run(["--json"], { input: "hello\n", env });
    await server.close();
    expect(ofType(eventsOf(stdout), "usage")[0]?.lm).toMatch(/^together:/);
  });
});

describe("a server that fails", () => {
  it("gets a message no reply: told on stderr, the run goes on and ends with exit code 1", async () => {
    const server = await startFakeTogether({
      reply: "Here.",
      fault: (request) => (request === 0 ? { kind: "status", status: 401 } : undefined),
    });
    const { stdout, stderr, code } = await run(["--lm", "together"], {
      input: "first\nsecond\n",
      env: { TOGETHER_API_KEY: "secret-key", TOGETHER_BASE_URL: server.url },
    });
    await server.close();
    expect(stdout).toBe("Here.\n");
    expect(stderr).toMatch(/^understudy: line 1: .*TOGETHER_API_KEY/);
    expect(stderr).not.toContain("secret-key");
    expect(code).toBe(1);
  });

  it("that is not there says so, with its address", async () => {
    const { stdout, stderr, code } = await run(["--lm", "ollama:qwen3:4b"], { input: "hello\n" });
    expect(stdout).toBe("");
    expect(stderr).toContain("127.0.0.1:9");
    expect(code).toBe(1);
  });

  it("that lacks the model says how to get it", async () => {
    const server = await startFakeOllama({ models: ["llama3.2:3b"] });
    const { stderr } = await run(["--lm", "ollama:qwen3:4b"], { input: "hello\n", env: { OLLAMA_HOST: server.url } });
    await server.close();
    expect(stderr).toContain("ollama pull qwen3:4b");
  });
});

describe("a home that cannot be written", () => {
  it("is told once, and the chat goes on", async () => {
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "a file where a folder should be");
    const { stdout, stderr, code } = await run(["--lm", "offline"], {
      input: "hi\nhow are you\nwhat now\n",
      env: { UNDERSTUDY_HOME: join(blocked, "home") },
    });
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(stderr.match(/not recorded/g)).toHaveLength(1);
    expect(code).toBe(0);
  });
});

describe("a client's own data", () => {
  it("loads with only chat_history and output, and the persona answers from it", async () => {
    const own = join(folder, "own");
    mkdirSync(own, { recursive: true });
    const example = (content: string, output: string) => ({
      chat_history: { messages: [{ from_creator: false, content }] },
      output,
    });
    const data = join(own, "conversations.json");
    writeFileSync(data, JSON.stringify([example("where do you bake", "In the mill."), example("bye now", "Go well.")]));
    const { stdout } = await run(["say", "where do you bake?", "--lm", "offline", "--data", data]);
    expect(stdout).toBe("In the mill.\n");
  });

  it("may be a whole other persona", async () => {
    const persona = "training_data/personas/roz/persona.yaml";
    const { stdout, code } = await run(["say", "hello", "--lm", "offline", "--persona", persona], {
      cwd: process.cwd(),
    });
    expect(code).toBe(0);
    expect(stdout.trim()).not.toBe("");
  });
});
