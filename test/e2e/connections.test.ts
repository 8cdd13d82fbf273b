import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FakeServer, Fault } from "../servers/fake-server.ts";
import { type CompletionBody, startFakeOpenAi, startFakeTogether } from "../servers/fake-together.ts";
import { keys, operator, turnsOf } from "./operator.ts";

const { settle, remove } = operator();

/** What the first connection's next requests get, one after the other; then it answers. */
const faults: (Fault | undefined)[] = [];
let [a, b]: FakeServer<CompletionBody>[] = [];
let desk: ReturnType<typeof settle>;

const [first, rest] = ["The boats are in early.", "I counted them from the window, all nine, with a cup of tea."];

beforeAll(async () => {
  a = await startFakeTogether({
    reply: `${first} ${rest}`,
    models: ["large"],
    apiKey: keys.a,
    fault: (_, body) => (body?.messages === undefined ? undefined : faults.shift()),
  });
  b = await startFakeOpenAi({ reply: "The ink is dry.", models: ["small", "smaller"], apiKey: keys.b });
  desk = settle({
    connections: {
      a: {
        ...{ provider: "together", model: "large", base_url: a.url, key: "A_KEY", price: "0.9/0.9", retries: 1 },
        ...{ timeouts: { first_token: 0.4, between_tokens: 0.4 }, breaker: { failures: 4 } },
      },
      b: { provider: "openai", model: "small", base_url: b.url, key: "B_KEY", price: "0.1/0.3" },
    },
    roles: { reply: ["a", "b"], fallback: ["offline"], judge: "b", embed: "offline" },
  });
});
afterAll(async () => {
  await a?.close();
  await b?.close();
  remove();
});

const requestsOf = (server: FakeServer<CompletionBody> | undefined) => server?.requests.length ?? 0;

describe("a conversation whose first connection fails now and then", () => {
  const failing: Fault = { kind: "status", status: 500 };
  const busy: Fault = { kind: "status", status: 429, headers: { "retry-after": "1" } };
  let turns: ReturnType<typeof turnsOf>;
  let stdout: string;
  /** What the second server was asked first: of the turn in which the first failed twice. */
  let asked: readonly { readonly role: string; readonly content: string }[];

  beforeAll(async () => {
    faults.push(busy, undefined); // told to wait, then answered
    faults.push({ kind: "truncate", after: 8 }); // breaks after its first sentence
    faults.push(failing, failing);
    faults.push({ kind: "refusal" });
    faults.push({ kind: "length", after: 3 });
    faults.push({ kind: "hang" }, { kind: "hang" });
    faults.push(undefined); // well again
    faults.push(failing, failing, failing, failing);
    const input = Array.from({ length: 10 }, (_, number) => `what came on day ${number}?`).join("\n");
    const ran = await desk.run(["chat", "--json"], { input });
    expect(ran.code, ran.stderr).toBe(0);
    stdout = ran.stdout;
    turns = turnsOf(stdout);
    asked = b?.requests[0]?.body.messages ?? [];
  }, 60_000);

  it("waits as long as the server asks for, and has its answer", () => {
    expect(turns[0]?.reply).toMatchObject({ text: `${first} ${rest}`, by: "model", ended: "complete" });
    const [wait, ...others] = turns[0]?.all("wait") ?? [];
    expect(others).toEqual([]);
    expect(wait).toMatchObject({ lm: "together:large", attempt: 2, attempts: 2 });
    expect(wait?.ms).toBeGreaterThanOrEqual(1000);
    expect(turns[0]?.usage?.ms.total).toBeGreaterThanOrEqual(1000);
  });

  it("keeps the sentences that were shown where a stream breaks, and the next prompt holds just these", () => {
    expect(turns[1]?.reply).toMatchObject({ text: first, ended: "cut-by-connection" });
    expect(turns[1]?.usage?.connection).toBe("a");
    const said = asked.filter(({ role }) => role === "assistant").map(({ content }) => content);
    expect(said.slice(-2)).toEqual([`${first} ${rest}`, first]);
  });

  it("goes on with the second connection where nothing was shown, and says why", () => {
    const codes = turns.slice(2, 6).map(({ all }) => all("retry").map(({ lm, code }) => `${lm} ${code}`));
    expect(codes).toEqual(["server", "refused", "cut", "timeout"].map((code) => [`openai:small ${code}`]));
    for (const { reply, usage, all } of turns.slice(2, 6)) {
      expect(reply).toMatchObject({ text: "The ink is dry.", by: "model", ended: "complete" });
      expect(usage?.connection).toBe("b");
      expect(all("delta").map(({ text }) => text)).toEqual(["The ink is dry."]);
    }
    expect(turns[2]?.all("wait")).toHaveLength(1);
    expect(stdout).not.toContain("language model");
    expect(stdout).not.toContain(keys.a);
  });

  it("asks the first one again when it is well", () => {
    expect(turns[6]?.usage?.connection).toBe("a");
    expect(turns[6]?.reply?.text).toBe(`${first} ${rest}`);
  });

  it("leaves it alone once it failed too often, and tells that", () => {
    const decisions = turns.map(({ all }) => all("connection").map(({ lm, decision }) => `${lm} ${decision}`));
    expect(decisions.slice(0, 8).flat()).toEqual([]);
    expect(decisions.slice(8)).toEqual([["together:large breaker-opened"], ["together:large skipped"]]);
    expect(turns[9]?.all("retry")).toMatchObject([{ code: "unavailable", lm: "openai:small" }]);
    expect(turns[9]?.all("wait")).toEqual([]);
    expect(faults).toEqual([]);
    expect(a?.requests).toHaveLength(14);
  });
});

describe("connections by their names", () => {
  it("speak where --lm names one", async () => {
    const before = requestsOf(a);
    const { stdout, code } = await desk.run(["say", "good evening", "--lm", "b"]);
    expect({ stdout, code }).toEqual({ stdout: "The ink is dry.\n", code: 0 });
    expect(requestsOf(a)).toBe(before);
    expect(b?.requests.at(-1)?.headers.authorization).toBe(`Bearer ${keys.b}`);
  });

  it("are listed with their models, those that do not answer with why", async () => {
    const gone = settle({
      connections: {
        b: { provider: "openai", model: "small", base_url: b?.url, key: "B_KEY", price: "0.1/0.3" },
        gone: { provider: "ollama", model: "x", base_url: "http://127.0.0.1:9" },
      },
      roles: { reply: ["gone", "b"], judge: "b" },
    });
    const { stdout } = await gone.run(["models"]);
    expect(stdout).toMatch(/^● +b +small +0\.1\/0\.3 +reply, judge/m);
    expect(stdout).toMatch(/^ +b? +smaller/m);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/✗ gone: Ollama .*127\.0\.0\.1:9/);
  });

  it("are asked once each by doctor --ping, and timed", async () => {
    const before = requestsOf(a);
    faults.push({ kind: "status", status: 500 });
    const { stdout, code } = await desk.run(["doctor", "--ping"]);
    const told = stdout.replace(/\s+/g, " ");
    expect(told).toMatch(/✗ a \(together:large\), reply, sentiment: .*HTTP 500/);
    expect(told).toMatch(/✓ b \(openai:small\), reply, judge: first token after \d+ ms, \d+ ms in all/);
    expect(code).toBe(1);
    expect(requestsOf(a)).toBe(before + 1);
  });
});

describe("a connection that cannot be used", () => {
  it("is told with what was meant, when its name is wrong", async () => {
    const { stderr, code } = await desk.run(["say", "hello", "--lm", "offlin"]);
    expect(code).toBe(2);
    expect(stderr).toContain('--lm: "offlin" is neither a connection of understudy.yaml nor a model\'s provider');
    expect(stderr).toContain("did you mean offline?");
  });

  it("is told by the name of the variable, when its key is missing", async () => {
    const { stdout, stderr, code } = await desk.run(["say", "hello"], { env: { B_KEY: "" } });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("connections.b in understudy.yaml: B_KEY is not set");
    expect(stderr).not.toContain(keys.a);
  });

  it("is told with its place in the file, when an option is wrong", async () => {
    const wrong = settle("connections:\n  a:\n    provider: together\n    retrys: 1\n");
    const { stderr, code } = await wrong.run(["chat"], { input: "hello\n" });
    expect(code).toBe(2);
    expect(stderr).toContain("4:5 connections.a.retrys is an unknown key; did you mean retries?");
  });
});
