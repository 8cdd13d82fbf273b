import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { estimateTokens } from "../../brain/text/estimate-tokens.ts";
import type { FakeServer } from "../servers/fake-server.ts";
import { type CompletionBody, type FakeTogetherOptions, startFakeTogether } from "../servers/fake-together.ts";
import { startGateServer } from "./gate-server.ts";
import { programPath, sandbox } from "./program.ts";

const { folder, env, run, remove } = sandbox();
const servers: { close(): Promise<void> }[] = [];
const running: { kill(signal: "SIGKILL"): void }[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  for (const server of servers.splice(0)) await server.close();
});
afterAll(remove);

// A client with few examples, and one whose second model is paid for.
const splits: Record<string, string[]> = JSON.parse(readFileSync("training_data/splits.json", "utf8"));
const all: { conversation: string }[] = JSON.parse(readFileSync("training_data/conversations.json", "utf8"));
const dev = (splits.dev ?? []).slice(0, 4);
const train = (splits.train ?? []).slice(0, 20);
const known = all.filter(({ conversation }) => [...train, ...dev].includes(conversation));
cpSync("training_data/persona.yaml", join(folder, "persona.yaml"));
writeFileSync(join(folder, "conversations.json"), JSON.stringify(known));
writeFileSync(join(folder, "splits.json"), JSON.stringify({ train, dev, test: [] }));
const persona = readFileSync("training_data/persona.yaml", "utf8");
writeFileSync(
  join(folder, "fallback.yaml"),
  /^model:/m.test(persona)
    ? persona.replace(/^model:.*$/m, "$&\n  fallback_lm: together:fake")
    : `${persona}\nmodel:\n  fallback_lm: together:fake\n`,
);

let homes = 0;
const serve = async (options: FakeTogetherOptions = {}) => {
  const server = await startFakeTogether(options);
  servers.push(server);
  return { server, env: knowing(server) };
};
const knowing = ({ url }: { readonly url: string }) => ({
  ...env,
  UNDERSTUDY_HOME: join(folder, `home-${++homes}`),
  TOGETHER_API_KEY: "test",
  TOGETHER_BASE_URL: url,
});
const distinct = ({ requests }: FakeServer<CompletionBody>) =>
  new Set(requests.map(({ body }) => JSON.stringify(body)));

describe("a fallback that is paid for", () => {
  const withFallback = ["--persona", "fallback.yaml", "--data", "conversations.json"];
  const compile = ["compile", ...withFallback, "--name", "a", "--optimizer", "knn", "--metric", "relevance"];

  it.each([["ollama:x"], ["offline"]])("beside %s is not asked before somebody said yes", async (lm) => {
    const { server, env } = await serve();
    const { code, stderr } = await run([...compile, "--lm", lm], { env });
    expect(code).toBe(2);
    expect(stderr).toContain("beside that together:fake, the fallback, is asked where");
    expect(stderr).toContain("give --yes beside it");
    expect(server.requests).toHaveLength(0);
  });

  it("is held against the cap of cost, whose price it needs", async () => {
    const { server, env } = await serve();
    const evaluate = ["eval", ...withFallback, "--lm", "ollama:x", "--metric", "guard-pass", "--max-cost", "0.000001"];
    const unknown = await run(evaluate, { env });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("--max-cost: what together:fake charges is not known");
    await run([...evaluate, "--price", "1/1"], { env });
    expect(server.requests).toHaveLength(0);
  });
});

describe("Ctrl+C", () => {
  const users = join(folder, "users.jsonl");
  const scripted = (id: string) => JSON.stringify({ id, mood: "calm", script: ["hello there", "how was your day?"] });
  writeFileSync(users, `${["a", "b", "c"].map(scripted).join("\n")}\n`);
  const sequences = join(folder, "sequences.jsonl");
  writeFileSync(
    sequences,
    ["a", "b", "c", "d", "e", "f"]
      .map((id) =>
        JSON.stringify({ id, conversation: id, messages: [{ from_creator: false, content: `hello ${id}` }] }),
      )
      .join("\n"),
  );
  const commands = {
    eval: ["eval", "--persona", "persona.yaml", "--metric", "guard-pass", "--no-baselines"],
    simulate: ["simulate", "--persona", "persona.yaml", "--users", users],
    "transcripts complete": ["transcripts", "complete", sequences, "--persona", "persona.yaml", "--out", "done.jsonl"],
  };

  it.each(Object.entries(commands))("in %s throws no answer away that is paid for", async (name, args) => {
    // The third answer and later ones come only after the signal.
    let [answer, isAsked, isLate] = [() => {}, () => {}, false];
    const stopped = new Promise<void>((go) => (answer = go));
    const asked = new Promise<void>((go) => (isAsked = go));
    const { server, env } = await serve({
      reply: async () => {
        if (server.requests.length >= 3 && !isLate) {
          isAsked();
          await stopped;
        }
        return "It was a long day.";
      },
    });
    const command = [...args, "--lm", "together:fake", "--concurrency", "2", "--seed", "1"];
    const child = spawn(process.execPath, [programPath, ...command], { cwd: folder, env, stdio: "pipe" });
    running.push(child);
    let told = "";
    const waits = new Promise<void>((go) => {
      child.stderr.on("data", (chunk) => {
        told += chunk;
        if (told.includes("under way, to keep")) go();
      });
    });
    const exit = new Promise((done) => child.once("exit", done));
    await asked;
    child.kill("SIGINT");
    await waits;
    isLate = true;
    answer();
    expect(await exit, told).toBe(130);
    const again = await run([...command, ...(name === "simulate" ? ["--out", "again.jsonl"] : []), "--resume"], {
      env,
    });
    expect(again.code, again.stderr).toBe(0);
    expect(distinct(server).size).toBe(server.requests.length);
  });

  it("ends at once where it comes a second time", async () => {
    const { server } = await serve();
    const gate = await startGateServer(server.url, () => false);
    servers.push(gate);
    const command = [...commands.eval, "--lm", "together:fake"];
    const child = spawn(process.execPath, [programPath, ...command], {
      cwd: folder,
      env: knowing(gate),
      stdio: "pipe",
    });
    running.push(child);
    const exit = new Promise((done) => child.once("exit", done));
    const waits = new Promise<void>((go) =>
      child.stderr.on("data", (chunk) => String(chunk).includes("under way, to keep") && go()),
    );
    await gate.holding(1);
    child.kill("SIGINT");
    await waits;
    child.kill("SIGINT");
    expect(await exit).toBe(130);
  });
});

describe("an embedder that is paid for", () => {
  it("is asked for no more than was estimated, and for nothing again", async () => {
    const { server, env } = await serve();
    const compile = (name: string) =>
      run(
        [
          ...["compile", "--persona", "persona.yaml", "--name", name, "--lm", "offline", "--metric", "demo-hits@1"],
          ...["--embedder", "together:fake", "--yes"],
        ],
        { env },
      );
    const first = await compile("one");
    expect(first.code, first.stderr).toBe(0);
    const texts = server.requests.flatMap(({ body }) => body.input ?? []);
    expect(new Set(texts).size).toBe(texts.length);
    const paid = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
    const told = Number(/up to ([\d,]+) tokens are embedded/.exec(first.stderr)?.[1]?.replaceAll(",", ""));
    expect(paid).toBeGreaterThan(0.7 * told);
    expect(paid).toBeLessThan(1.01 * told);
    const asked = server.requests.length;
    expect((await compile("two")).code).toBe(0);
    expect(server.requests).toHaveLength(asked);
  });
});

describe("a cap of cost", () => {
  const costOf = ({ bills }: FakeServer<CompletionBody>, price: number) =>
    (bills().reduce((sum, { promptTokens, completionTokens }) => sum + promptTokens + completionTokens, 0) * price) /
    1e6;
  const settle = (name: string, settings: object) => {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    writeFileSync(join(cwd, "understudy.yaml"), JSON.stringify(settings));
    for (const file of ["conversations.json", "splits.json"]) cpSync(join(folder, file), join(cwd, file));
    const changed = persona.replace(/^(\s*ask_sentiment_below:).*$/m, "$1 1");
    expect(changed).not.toBe(persona);
    writeFileSync(join(cwd, "persona.yaml"), changed);
    return cwd;
  };
  const entry = ({ url }: { readonly url: string }, price: string) => ({
    provider: "together",
    model: "fake",
    base_url: url,
    price,
  });

  it("is kept where what reads the mood is a thousand times as dear as what replies", async () => {
    const [reply, mood] = [await serve(), await serve({ reply: "sentiment: calm\nconfidence: 0.9\nhostile: no" })];
    const cwd = settle("dear-mood", {
      connections: { small: entry(reply.server, "0.1/0.1"), dear: entry(mood.server, "200/200") },
      roles: { reply: "small", sentiment: "dear" },
    });
    const { env } = reply;
    const command = ["eval", "--persona", "persona.yaml", "--metric", "guard-pass", "--concurrency", "2"];
    const { code, stderr } = await run([...command, "--max-cost", "0.2"], { env, cwd });
    expect(stderr).toMatch(/does not allow another model call: \$0\.\d+ of \$0\.20? /);
    expect(code).toBe(1);
    const bill = costOf(reply.server, 0.1) + costOf(mood.server, 200);
    expect(mood.server.requests.length).toBeGreaterThan(0);
    expect(bill).toBeLessThanOrEqual(0.2);
    const { stdout } = await run(["spend", "--json"], { env, cwd });
    const rows: { cost: number }[] = JSON.parse(stdout).rows;
    expect(rows.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(bill, 9);
  });

  it("is kept by a compile that only embeds", async () => {
    const { server, env } = await serve();
    const cwd = settle("embedding", {
      connections: { vectors: entry(server, "1000/0") },
      roles: { embed: "vectors", reply: "offline" },
    });
    const command = ["compile", "--persona", "persona.yaml", "--name", "a", "--metric", "demo-hits@1", "--yes"];
    const { code, stderr } = await run([...command, "--max-cost", "0.3"], { env, cwd });
    expect(stderr).toContain("The budget was spent before search had found a program to keep");
    expect(code, stderr).toBe(1);
    expect(costOf(server, 1000)).toBeLessThanOrEqual(0.3);
  });
});
