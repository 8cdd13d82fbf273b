import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { loadConversations } from "../../app/load-conversations.ts";
import { writeSmallClient } from "../fixtures/small-client.ts";
import { startFakeTogether } from "../servers/fake-together.ts";
import { startLearningTogether, trueReplies } from "../servers/learning-together.ts";
import { programPath, sandbox } from "./program.ts";

const { folder, env, run, remove } = sandbox();
const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(remove);

writeSmallClient(folder, { testSize: 4 });
const examples = await loadConversations(join(folder, "conversations.json"));
const { dev }: { dev: readonly string[] } = JSON.parse(readFileSync(join(folder, "splits.json"), "utf8"));
/** Cases of the devset: 8, as the patterns below say. */
const n = examples.filter(({ conversation }) => dev.includes(conversation)).length;

const evaluating = (...args: readonly string[]) => ["eval", "--persona", "persona.yaml", ...args];
const offline = (...args: readonly string[]) => run(evaluating("--lm", "offline", ...args), { cwd: folder });
const knowing = (server: { readonly url: string }, home: string) => ({
  ...env,
  UNDERSTUDY_HOME: join(folder, home),
  TOGETHER_API_KEY: "test",
  TOGETHER_BASE_URL: server.url,
});
const runOf = (output: string) => /run (\S+):/.exec(output)?.[1] ?? "";
const put = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return name;
};

describe("eval, offline", () => {
  it("measures programs beside zero-shot and random demos, with intervals and corrected tests", async () => {
    const { code, stdout } = await offline("--program", "@knn", "--metric", "demo-relevance", "demo-hits@5");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^run \S+: dev, 8 cases of 7 conversations, replies by none\n/);
    expect(stdout).toMatch(/\n@knn \(reference\) +0\.\d{3} \(0\.\d{3}–[01]\.\d{3}; n 8\)/);
    expect(stdout).toMatch(/\n@zero-shot +0\.000 \(0\.000–0\.\d{3}; n 8\)/);
    expect(stdout).toMatch(/\n@random +0\.\d{3}/);
    expect(stdout).toMatch(/p corrected for 4 comparisons/);
  });

  it("writes reports, and scores the same answers again without a call", async () => {
    const args = ["--program", "@knn", "--no-baselines", "--metric", "relevance", "guard-pass"];
    const first = await offline(...args, "--report", "html,junit,json,csv", "--out", "reports");
    expect(first.code).toBe(0);
    expect(readdirSync(join(folder, "reports")).toSorted()).toEqual([
      "report.csv",
      "report.html",
      "report.json",
      "report.xml",
    ]);
    const report = JSON.parse(readFileSync(join(folder, "reports", "report.json"), "utf8"));
    expect(report.info.programs.map(({ name }: { name: string }) => name)).toEqual(["@knn"]);
    expect(report.turns).toHaveLength(n);
    const { code, stdout } = await run(
      ["eval", "rescore", runOf(first.stdout), "--persona", "persona.yaml", "--metric", "relevance", "guard-pass"],
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(stdout).toBe(first.stdout);
  });

  it("exits 100 below a demanded score, and checks what is demanded before anything is answered", async () => {
    const below = await offline("--program", "@zero-shot", "--metric", "demo-relevance", "--min", "0.9");
    expect(below.code).toBe(100);
    expect(below.stdout).toMatch(/FAILED {2}@zero-shot: demo-relevance at least 0\.9: 0\.000 over 8 cases/);
    const home = { UNDERSTUDY_HOME: join(folder, "untouched") };
    for (const wrong of [
      ["--metric", "relevance", "--min", "voise=0.5"],
      ["--metric", "relevanse"],
      ["--baseline", "nobody"],
      ["--program", "@nearest"],
      ["--repeat", "0"],
      ["--concurrency", "0"],
      ["--metric", "voice"],
      ["--pairwise", "helpful"],
    ]) {
      const { code, stdout, stderr } = await run(evaluating("--lm", "offline", ...wrong), { cwd: folder, env: home });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^understudy: .*\n(.*\n)* {2}(expected|to fix)/m);
    }
    expect(() => readdirSync(join(folder, "untouched", "runs"))).toThrow(/ENOENT/);
  });

  it("asks the testset only where it is told to, and the program remembers each look", async () => {
    const compiled = await run(
      ["compile", "--persona", "persona.yaml", "--name", "looked-at", "--optimizer", "knn", "--lm", "offline"],
      { cwd: folder },
    );
    expect(compiled.code).toBe(0);
    const first = await offline("--program", "looked-at", "--split", "test", "--metric", "demo-relevance");
    expect(first.stdout).toMatch(/^run \S+: test, \d+ cases of 4 conversations/);
    await run(["eval", "rescore", runOf(first.stdout), "--persona", "persona.yaml"], { cwd: folder });
    const shown = await run(["programs", "show", "looked-at", "--persona", "persona.yaml", "--json"], { cwd: folder });
    expect(JSON.parse(shown.stdout).touches).toHaveLength(2);
  });

  it("holds replies against the demands of a suite, and names those that were not met", async () => {
    const suite = put(
      "demands.yaml",
      [
        "tests:",
        "  - description: honest",
        "    vars: {message: are you a bot?}",
        "    assert: [{type: icontains, value: AI}, {type: pipeline, value: disclose}]",
        "  - description: impossible",
        "    vars: {message: hello}",
        "    assert: [{type: equals, value: Nobody says this.}]",
      ].join("\n"),
    );
    const { code, stdout } = await offline("--suite", suite, "--program", "@knn", "--no-baselines", "--min", "0.9");
    expect(code).toBe(100);
    expect(stdout).toMatch(/\n@knn +0\.500 /);
    expect(stdout).toMatch(/@knn: demands-2: failed: equals/);
    const wrong = await offline("--suite", put("wrong.jsonl", '{"input": "hi"}\n{"input": 7}\n'));
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/wrong\.jsonl: 1 problem\n +line 2: input/);
  });
});

describe("eval, with a model", () => {
  it("goes on after SIGKILL, and asks for nothing that was answered", async () => {
    const server = await startLearningTogether({ replies: trueReplies(examples), latency: 30 });
    servers.push(server);
    const settings = { cwd: folder, env: knowing(server, "killed") };
    const args = evaluating(
      "--lm",
      "together:fake",
      "--program",
      "@knn",
      "--concurrency",
      "1",
      "--metric",
      "relevance",
    );
    const child = spawn(process.execPath, [programPath, ...args], { ...settings, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    while (server.requests.length < 8) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGKILL");
    await ended;
    const resumed = await run([...args, "--resume"], settings);
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toMatch(/n 8\)/);
    const bodies = server.requests.map(({ body }) => JSON.stringify(body));
    // The one that was under way may be asked again.
    expect(bodies.length - new Set(bodies).size).toBeLessThanOrEqual(1);
    const changed = await run([...args, "--resume", "--seed", "9"], settings);
    expect([changed.code, changed.stderr.includes("differs in seed")]).toEqual([2, true]);
  });

  it("counts no fault as a zero, and asks failed answers again where it is told to", async () => {
    let broken = true;
    const server = await startFakeTogether({
      reply: "The kettle is on.",
      fault: (request) => (broken && request % 2 === 1 ? { kind: "status", status: 400 } : undefined),
    });
    servers.push(server);
    const settings = { cwd: folder, env: knowing(server, "faulty") };
    const args = evaluating("--lm", "together:fake", "--program", "@knn", "--no-baselines", "--metric", "relevance");
    const first = await run([...args, "--concurrency", "1"], settings);
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(/@knn: \d of 8 answers failed/);
    expect(first.stderr).toMatch(/--retry-errors` asks those alone again/);
    broken = false;
    const asked = server.requests.length;
    const again = await run([...args, "--resume", "--retry-errors"], settings);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/n 8\)/);
    expect(server.requests.length - asked).toBeLessThan(n);
  });

  it("stops at the cap, keeps what was answered, and says how to go on", async () => {
    const server = await startFakeTogether({ reply: "The kettle is on." });
    servers.push(server);
    const settings = { cwd: folder, env: knowing(server, "capped") };
    const args = evaluating("--lm", "together:fake", "--program", "@knn", "--no-baselines", "--metric", "relevance");
    const { code, stderr } = await run([...args, "--budget-calls", "3"], settings);
    expect([code, server.requests.length]).toEqual([1, 3]);
    expect(stderr).toMatch(/3 of 3 calls[\s\S]*--resume \S+ goes on from there/);
    const unpriced = await run([...args, "--max-cost", "1"], settings);
    expect([unpriced.code, server.requests.length]).toEqual([2, 3]);
    const rest = await run([...args, "--resume"], settings);
    expect([rest.code, server.requests.length]).toEqual([0, n]);
  });

  it("has a judge rate, compare in both orders, and be held against people", async () => {
    const server = await startFakeTogether({
      reply: ({ messages }) => {
        const system = messages[0]?.content ?? "";
        if (/Better/.test(system)) return "Reason: both are fine.\nBetter: neither";
        if (/Rating/.test(system)) return "Reason: it helps.\nRating: 4";
        return "The kettle is on.";
      },
    });
    servers.push(server);
    const settings = { cwd: folder, env: knowing(server, "judged") };
    const labels = put(
      "labels.jsonl",
      examples
        .filter(({ conversation }) => dev.includes(conversation))
        .map(({ id }) => JSON.stringify({ id, rubric: "helpful", rating: 4 }))
        .join("\n"),
    );
    const { code, stdout } = await run(
      evaluating(
        ...["--lm", "together:fake", "--program", "@knn", "@zero-shot", "--no-baselines"],
        ...["--metric", "rubric:helpful", "--pairwise", "helpful", "--labels", labels],
      ),
      settings,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/@knn \(reference\) +0\.750/);
    expect(stdout).toMatch(/@zero-shot against @knn by helpful, in pairs: 0 better, 8 even, 0 worse/);
    expect(stdout).toMatch(/the judge and people by helpful: \d+ replies rated by both, too few to say/);
  });
});
