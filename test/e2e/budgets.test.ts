import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BudgetStanding } from "../../brain/core/spend.ts";
import type { Bill } from "../servers/bill.ts";
import type { FakeServer } from "../servers/fake-server.ts";
import { type CompletionBody, startFakeOpenAi, startFakeTogether } from "../servers/fake-together.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { operator, turnsOf } from "./operator.ts";

const { settle, remove } = operator();
type Server = FakeServer<CompletionBody>;
let [large, small]: Server[] = [];

/** What is asked in one test, and in no other: whose bill a request is on can be told by it. */
const questions = (topic: string, count: number) =>
  Array.from({ length: count }, (_, number) => `what of ${topic} ${number}?`);
const billsOf = (server: Server | undefined, topic: string): readonly Bill[] =>
  (server?.bills() ?? []).filter(({ request }) => {
    const messages = server?.requests[request]?.body.messages;
    return messages !== undefined && readPrompt({ messages }).message.includes(`what of ${topic} `);
  });
const sum = (bills: readonly Bill[]) => ({
  calls: bills.length,
  promptTokens: bills.reduce((all, { promptTokens }) => all + promptTokens, 0),
  completionTokens: bills.reduce((all, { completionTokens }) => all + completionTokens, 0),
});
const tokens = (bills: readonly Bill[]) => sum(bills).promptTokens + sum(bills).completionTokens;

const connections = () => connectedTo(large, small);
const connectedTo = (large: Server | undefined, small: Server | undefined) => ({
  // Dear enough for a budget of cents to be used up by a few replies.
  large: { provider: "together", model: "large", base_url: large?.url, key: "A_KEY", price: "10/20", max_tokens: 60 },
  small: { provider: "openai", model: "small", base_url: small?.url, key: "B_KEY", price: "5/5", max_tokens: 60 },
});
const replying = { reply: "large" };
const crisis = "I want to kill myself tonight";

beforeAll(async () => {
  large = await startFakeTogether({ reply: "It was a long day, and the ink is everywhere again.", models: ["large"] });
  small = await startFakeOpenAi({ reply: "Yes, and again tomorrow.", models: ["small"] });
});
afterAll(async () => {
  await large?.close();
  await small?.close();
  remove();
});

describe.concurrent("a budget", () => {
  it("of a conversation ends it in the persona's voice, but for somebody in a crisis", async () => {
    const desk = settle({ connections: connections(), roles: replying, budgets: { session: { tokens: 8000 } } });
    const input = [...questions("tea", 6), crisis].join("\n");
    const { stdout, stderr, code } = await desk.run(["chat", "--json"], { input });
    const turns = turnsOf(stdout);
    const by = turns.map(({ reply }) => reply?.by);
    const answered = by.filter((each) => each === "model").length;
    expect(answered).toBeGreaterThan(1);
    expect(answered).toBeLessThan(6);
    expect(by).toEqual([...Array(answered).fill("model"), ...Array(6 - answered).fill("goodbye"), "care"]);
    expect(code).toBe(0);
    expect(billsOf(large, "tea")).toHaveLength(answered);
    const used = tokens(billsOf(large, "tea"));
    expect(used).toBeLessThanOrEqual(8000);
    expect(turns[answered]?.all("budget")).toMatchObject([
      { scope: "session", unit: "tokens", level: "hard", used, limit: 8000 },
    ]);
    expect(stderr).toContain(`understudy: line ${answered + 1}: This conversation's tokens allow no further reply`);
    expect(stderr).toContain(`${used.toLocaleString("en-US")} of 8,000 tokens`);
    expect(stderr).toMatch(/of 8,000 tokens used, and a reply may come to \d,\d{3}\. A new conversation goes on/);
    expect(stderr).toContain("raise budgets.session.tokens in understudy.yaml");
    // Each goodbye is a reply; that the budget ended the talk is told once.
    expect(stderr.match(/allow no further reply/g)).toHaveLength(1);
    const [{ session = "" } = {}] = turns[0]?.all("turn") ?? [];
    const check = await desk.run(["budget", "--session", session, "--check"]);
    expect(check.stdout).toMatch(/^session tokens used up: .* of 8,000, and a reply may come to \d,\d{3}$/m);
    expect({ code: check.code, stderr: check.stderr }).toEqual({
      code: 100,
      stderr: "understudy: used up: session tokens\n",
    });
  });

  it("of a day has the cheaper connection answer when it is nearly used up, then nobody, also in the next process", async () => {
    const budgets = { day: { cost: 0.1 }, soft: 0.3, cheaper: "small" };
    const desk = settle({ connections: connections(), roles: replying, budgets });
    const { stdout, stderr, code } = await desk.run(["chat", "--json"], { input: questions("rain", 16).join("\n") });
    expect(code, stderr).toBe(0);
    const turns = turnsOf(stdout);
    const speakers = turns.map(({ reply, usage }) => (reply?.by === "goodbye" ? "nobody" : usage?.connection));
    expect(speakers.filter((speaker, at) => speaker !== speakers[at - 1])).toEqual(["large", "small", "nobody"]);
    const [soft, hard] = [speakers.indexOf("small"), speakers.indexOf("nobody")];
    expect(turns[soft]?.all("budget")).toMatchObject([{ scope: "day", unit: "cost", level: "soft", limit: 0.1 }]);
    expect(turns[soft]?.all("connection")).toMatchObject([{ lm: "openai:small", decision: "cheaper" }]);
    expect(stderr).toMatch(
      new RegExp(`line ${soft + 1}: The day's budget is \\d+ % used: \\$0\\.0\\d+ of \\$0\\.10\\.`),
    );
    expect(stderr).toContain(`line ${hard + 1}: The day's budget allows no further reply`);
    const [dear, cheap] = [sum(billsOf(large, "rain")), sum(billsOf(small, "rain"))];
    expect([dear.calls, cheap.calls]).toEqual([soft, hard - soft]);
    const cost =
      (10 * dear.promptTokens + 20 * dear.completionTokens + 5 * (cheap.promptTokens + cheap.completionTokens)) / 1e6;
    expect(cost).toBeLessThanOrEqual(0.1);

    const later = await desk.run(["say", questions("rain", 1).join(), "--json"]);
    expect(turnsOf(later.stdout)[0]?.reply?.by).toBe("goodbye");
    expect(later.code).toBe(0);
    expect(billsOf(large, "rain").length + billsOf(small, "rain").length).toBe(hard);
    const { stdout: told } = await desk.run(["budget", "--json"]);
    const [standing, ...others]: BudgetStanding[] = JSON.parse(told);
    expect(others).toEqual([]);
    expect(standing).toMatchObject({ scope: "day", unit: "cost", limit: 0.1, reserved: 0 });
    expect(standing?.used).toBeCloseTo(cost, 9);

    desk.write({ connections: connections(), roles: replying, budgets: { day: { cost: 0.02 } } });
    const check = await desk.run(["budget", "--check"]);
    expect(check.stdout).toMatch(/^day cost .* used up /m);
    expect(check.stderr).toBe("understudy: used up: day cost\n");
    expect(check.code).toBe(100);
  }, 60_000);

  it("of turns is --max-turns", async () => {
    const desk = settle({ connections: connections(), roles: replying });
    const { stdout, stderr, code } = await desk.run(["chat", "--max-turns", "2"], {
      input: questions("salt", 3).join("\n"),
    });
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(billsOf(large, "salt")).toHaveLength(2);
    expect(stderr).toContain("line 3: This conversation's turns allow no further reply: 2 of 2 turns");
    expect(code).toBe(0);
  });

  it("is kept by two processes together, to the token", async () => {
    const limit = 15_000;
    const desk = settle({ connections: connections(), roles: replying, budgets: { day: { tokens: limit } } });
    const input = questions("wool", 10).join("\n");
    const both = await Promise.all([1, 2].map(() => desk.run(["chat"], { input })));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const bills = billsOf(large, "wool");
    expect(bills.length).toBeGreaterThan(4);
    expect(bills.length).toBeLessThan(20);
    expect(tokens(bills)).toBeLessThanOrEqual(limit);
    const spend = JSON.parse((await desk.run(["spend", "--json"])).stdout);
    expect(spend).toMatchObject({ total: { ...sum(bills), estimated: 0, unpriced: 0, lost: 0 }, underWay: 0 });
  });

  it("of a day that ends a compile, an eval or a simulation is named, with its figures", async () => {
    const desk = settle({ connections: connections(), roles: replying, budgets: { day: { tokens: 12_000 } } });
    const { split, persona, users } = fewExamples(desk.cwd);
    const given = ["--persona", persona];
    const named =
      /[Tt]he day's budget of 12,000 tokens leaves too little for another call: .* tokens spent.*raise budgets\.day\.tokens in understudy\.yaml/;
    const compiled = await desk.run([
      ...["compile", "--name", "a", "--optimizer", "knn", "--metric", "relevance", "--yes"],
      ...given,
    ]);
    expect(compiled.code, compiled.stderr).toBe(0);
    expect(compiled.stderr).toMatch(new RegExp(`The budget was spent when .* had answered \\d+ of ${split} cases`));
    expect(compiled.stderr).toMatch(named);
    const simulated = await desk.run(["simulate", "--users", users, "--concurrency", "1", ...given]);
    expect(simulated.code, simulated.stderr).toBe(1);
    expect(simulated.stderr).toMatch(named);
    expect(simulated.stderr).toContain("1 of 2 conversations was not begun");
    const evaluated = await desk.run(["eval", "--split", "dev", ...given]);
    expect(evaluated.code).toBe(1);
    expect(evaluated.stderr).toMatch(named);
  }, 60_000);

  it("of money is refused at the start where a price is not known", async () => {
    const { price: _, ...unpriced } = connections().large;
    const desk = settle({ connections: { large: unpriced }, roles: replying, budgets: { month: { cost: 5 } } });
    const { stdout, stderr, code } = await desk.run(["chat"], { input: questions("silk", 2).join("\n") });
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toContain("budgets.month.cost cannot be kept: what together:large charges is not known");
    expect(stderr).toContain("to connections.large");
    expect(billsOf(large, "silk")).toEqual([]);
  });
});

describe.concurrent("spend", () => {
  it("is what the servers counted, by role, model, connection, day and user", async () => {
    const speaker = await startFakeTogether({ reply: "It was a long day.", models: ["large"] });
    const helper = await startFakeOpenAi({
      models: ["small"],
      reply: (body) =>
        roleOf(body) === "sentiment" ? "Sentiment: neutral\nConfidence: 0.9\nHostile: no" : "Belongs: no",
    });
    const desk = settle({
      connections: connectedTo(speaker, helper),
      roles: { reply: "large", judge: "small", sentiment: "small", embed: "small" },
    });
    // A client with few examples, who has moods read and one topic judged by a model.
    const persona = readFileSync("training_data/persona.yaml", "utf8")
      .replace(/ask_sentiment_below: 0(?=\s)/, "ask_sentiment_below: 1")
      .replace(/^policy:$/m, "policy:\n  gossip:\n    description: talk about neighbours\n    judge: true");
    const examples: unknown[] = JSON.parse(readFileSync("training_data/conversations.json", "utf8"));
    writeFileSync(join(desk.cwd, "persona.yaml"), persona);
    writeFileSync(join(desk.cwd, "conversations.json"), JSON.stringify(examples.slice(0, 12)));
    const ran = await desk.run(["chat", "--persona", "persona.yaml", "--user", "ines"], {
      input: questions("bees", 2).join("\n"),
    });
    await speaker.close();
    await helper.close();
    expect(ran.code, ran.stderr).toBe(0);

    const rowsBy = async (what: string) => {
      const { rows } = JSON.parse((await desk.run(["spend", "--by", what, "--json"])).stdout);
      return Object.fromEntries(rows.map(({ name, ...row }: { name: string }) => [name, row]));
    };
    const [roles, models, named, days, users] = await Promise.all(
      ["role", "model", "connection", "day", "user"].map(rowsBy),
    );
    const [replies, others] = [speaker.bills(), helper.bills()];
    for (const role of ["judge", "sentiment", "embed"] as const) {
      const bills = others.filter(({ request }) => roleOf(helper.requests[request]?.body) === role);
      expect(bills.length, role).toBeGreaterThan(0);
      expect(roles?.[role], role).toMatchObject(sum(bills));
    }
    expect(roles?.reply).toMatchObject({ ...sum(replies), calls: 2 });
    expect(models).toMatchObject({ "together:large": sum(replies), "openai:small": sum(others) });
    expect(named).toMatchObject({ large: sum(replies), small: sum(others) });
    const { promptTokens, completionTokens } = sum([...replies, ...others]);
    const cost = (10 * sum(replies).promptTokens + 20 * sum(replies).completionTokens + 5 * tokens(others)) / 1e6;
    const [today] = Object.values<{ cost: number }>(days ?? {});
    expect(today).toMatchObject({ promptTokens, completionTokens });
    expect(today?.cost).toBeCloseTo(cost, 9);
    expect(users?.ines.promptTokens).toBeLessThan(promptTokens); // the examples were embedded for nobody
  });
});

/** A client with few examples, and two users who talk: files in this folder. `split`: how many cases the devset has. */
const fewExamples = (cwd: string) => {
  const splits: Record<string, string[]> = JSON.parse(readFileSync("training_data/splits.json", "utf8"));
  const all: { conversation: string }[] = JSON.parse(readFileSync("training_data/conversations.json", "utf8"));
  const [train, dev] = [(splits.train ?? []).slice(0, 12), (splits.dev ?? []).slice(0, 5)];
  const write = (name: string, value: unknown) => writeFileSync(join(cwd, name), JSON.stringify(value));
  writeFileSync(join(cwd, "persona.yaml"), readFileSync("training_data/persona.yaml", "utf8"));
  const kept = all.filter(({ conversation }) => [...train, ...dev].includes(conversation));
  write("conversations.json", kept);
  write("splits.json", { train, dev, test: [] });
  const users = ["a", "b"].map((id) => `${JSON.stringify({ id, script: ["hello there"] })}\n`);
  writeFileSync(join(cwd, "users.jsonl"), users.join(""));
  const split = kept.filter(({ conversation }) => dev.includes(conversation)).length;
  return { split, persona: "persona.yaml", users: "users.jsonl" };
};

const roleOf = (body: CompletionBody | undefined): "embed" | "judge" | "sentiment" => {
  if (body?.messages === undefined) return "embed";
  return JSON.stringify(body.messages).includes("Judge the mood") ? "sentiment" : "judge";
};

describe.concurrent("a database that is damaged", () => {
  const damaged = (budgets?: object) => {
    const desk = settle({ connections: connections(), roles: replying, ...(budgets && { budgets }) });
    mkdirSync(desk.home);
    writeFileSync(join(desk.home, "understudy.db"), "no database at all ".repeat(500));
    return desk;
  };

  it("is found by doctor, and one that is whole, or is not there yet, too", async () => {
    const desk = damaged();
    const bad = await desk.run(["doctor"]);
    expect(bad.stdout.replace(/\s+/g, " ")).toMatch(/✗ spend .*understudy\.db is damaged.* Put a copy back/);
    expect(bad.code).toBe(1);
    rmSync(join(desk.home, "understudy.db"));
    expect((await desk.run(["doctor"])).stdout).toMatch(/^· spend +none was counted yet/m);
    await desk.run(["say", questions("moss", 1).join()]);
    expect((await desk.run(["doctor"])).stdout.replace(/\s+/g, " ")).toMatch(
      /✓ spend 1 call in .*understudy\.db, which is/,
    );
  }, 60_000);

  it("is told once where nothing depends on it, and the chat lives", async () => {
    const { stdout, stderr, code } = await damaged().run(["chat"], { input: questions("coal", 3).join("\n") });
    expect(stdout.trimEnd().split("\n")).toHaveLength(3);
    expect(stderr.match(/understudy\.db is damaged/g)).toHaveLength(1);
    expect(stderr).toContain("what models cost is not counted for now");
    expect(code).toBe(0);
  });

  it("lets no call be made where a budget is set, and help through", async () => {
    const desk = damaged({ day: { tokens: 100_000 } });
    const { stdout, stderr, code } = await desk.run(["chat"], { input: `${questions("zinc", 1)}\n${crisis}` });
    expect(stderr).toMatch(/^understudy: line 1: .*understudy\.db is damaged/);
    expect(stdout).toMatch(/^I'm stopping everything else/);
    expect(code).toBe(1);
    expect(billsOf(large, "zinc")).toEqual([]);
  });
});
