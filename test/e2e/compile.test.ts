import { spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { loadConversations } from "../../app/load-conversations.ts";
import { type PtyOptions, type PtySession, startPty } from "../pty.ts";
import type { FakeServer } from "../servers/fake-server.ts";
import type { CompletionBody } from "../servers/fake-together.ts";
import { startLearningTogether, trueReplies } from "../servers/learning-together.ts";
import { startGateServer } from "./gate-server.ts";
import { programPath, sandbox } from "./program.ts";

const { folder, env, run, remove } = sandbox();
const open: { kill(): void }[] = [];
const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) each.kill();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(remove);

// A client with fewer examples: some 40 to learn from, and few conversations to measure by.
const splits: Record<string, string[]> = JSON.parse(readFileSync("training_data/splits.json", "utf8"));
const all: { conversation: string }[] = JSON.parse(readFileSync("training_data/conversations.json", "utf8"));
const dev = (splits.dev ?? []).slice(0, 5);
const train = (splits.train ?? []).slice(0, 40);
cpSync("training_data/persona.yaml", join(folder, "persona.yaml"));
writeFileSync(
  join(folder, "conversations.json"),
  JSON.stringify(all.filter(({ conversation }) => [...train, ...dev].includes(conversation))),
);
writeFileSync(join(folder, "splits.json"), JSON.stringify({ train, dev, test: [] }));
const examples = await loadConversations(join(folder, "conversations.json"));
const cases = examples.filter(({ conversation }) => dev.includes(conversation)).length;

const serving = async (
  options: Partial<Parameters<typeof startLearningTogether>[0]> = {},
): Promise<FakeServer<CompletionBody>> => {
  const server = await startLearningTogether({ replies: trueReplies(examples), ...options });
  servers.push(server);
  return server;
};
/** An environment that knows a server; what is written goes to a folder of this name. */
const knowing = (server: { readonly url: string }, home: string) => ({
  ...env,
  UNDERSTUDY_HOME: join(folder, home),
  TOGETHER_API_KEY: "test",
  TOGETHER_BASE_URL: server.url,
});
const compile = (...args: readonly string[]) => ["compile", "--persona", "persona.yaml", ...args];
const compiling = (args: readonly string[], options: PtyOptions): PtySession => {
  const session = startPty(process.execPath, [programPath, ...compile(...args)], { cwd: folder, ...options });
  open.push({ kill: () => session.kill("SIGKILL") });
  return session;
};
/** Requests by their content: the same one twice is one. */
const distinct = (requests: readonly { readonly body: CompletionBody }[]) =>
  new Set(requests.map(({ body }) => JSON.stringify(body)));
const answered = async (requests: readonly { readonly ended: Promise<"whole" | "cut"> }[]) =>
  (await Promise.all(requests.map(({ ended }) => ended))).filter((end) => end === "whole").length;

const esc = "\x1b";
const expectTerminalRestored = (bytes: string) =>
  expect(bytes.lastIndexOf(`${esc}[?25h`)).toBeGreaterThanOrEqual(bytes.lastIndexOf(`${esc}[?25l`));

describe("compile, offline", () => {
  it("measures a program and its baselines, asks nobody, and saves what chat can be given", async () => {
    const args = compile("--name", "near", "--optimizer", "knn", "--set", "k=3", "--promote");
    const { code, stdout, stderr } = await run(args, { cwd: folder });
    expect({ code, stderr: stderr.split("\n")[1] }).toEqual({
      code: 0,
      stderr: `understudy: knn by demo-hits@5 on ${cases} cases of dev, no model is asked`,
    });
    expect(stdout).toMatch(/nearest k=3, history 4 ← near\n/);
    expect(stdout).toMatch(/zero-shot \(baseline\)\n.*random k=3 \(baseline\)\n/);
    expect(stdout).toMatch(/against zero-shot: \+/);
    expect(stdout).toContain("spent: no model call");
    expect(stdout).toContain("promoted: chat uses it from now on");
    const again = await run(args);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('There is a program named "near" already');

    // Chat uses it now: it is not taken away, unless the new one is to take its place there.
    const unpromoted = args.filter((arg) => arg !== "--promote");
    const refused = await run([...unpromoted, "--replace"]);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: "" });
    expect(refused.stderr).toContain('chat uses the program "near"');
    expect(refused.stderr).toMatch(/--promote .* another --name/);
    expect((await run([...args, "--replace"])).code).toBe(0);
    expect((await run(["chat", "--persona", "persona.yaml", "--lm", "offline"], { input: "hello\n" })).code).toBe(0);
  });

  it("searches the settings, the same ones for the same seed", async () => {
    const search = (name: string) => run(compile("--name", name, "--seed", "3", "--set", "k=2"));
    const [one, other] = [await search("one"), await search("other")];
    expect([one.code, other.code]).toEqual([0, 0]);
    const table = (stdout: string) => stdout.split("\n").filter((line) => /^\d\.\d{3} \(/.test(line));
    expect(table(one.stdout).length).toBeGreaterThan(5);
    expect(table(other.stdout)).toEqual(table(one.stdout).map((line) => line.replace("← one", "← other")));
    expect(one.stdout).toContain("It was chosen by its score on these cases");
  });

  it.each([
    [["--optimizer", "knm"], 'there is no optimizer "knm"; did you mean knn?'],
    [["--metric", "voice"], "voice says nothing of the offline model's replies"],
    [["--optimizer", "gepa", "--metric", "hits@5"], "gepa needs a model that can rewrite an instruction"],
  ])("refuses %j, and says why", async (args, why) => {
    const { code, stderr, stdout } = await run(compile("--name", "wrong", ...args), { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(why);
  });
});

describe("compile with a model elsewhere", () => {
  const relevance = ["--metric", "relevance", "--optimizer", "knn", "--price", "0.88/0.88"];

  it("spends nothing where nobody can be asked", async () => {
    const server = await serving();
    const { code, stderr } = await run(compile("--name", "a", ...relevance), {
      cwd: folder,
      env: knowing(server, "unasked"),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/estimate: \d+ calls, [\d,]+ prompt \+ [\d,]+ completion tokens, \$0\.\d+/);
    expect(stderr).toContain("give --yes beside it");
    expect(server.requests).toHaveLength(0);
  });

  it("asks in a terminal, and takes a no", async () => {
    const server = await serving();
    const { waitFor, write, exit, everything } = compiling(["--name", "a", ...relevance], {
      env: knowing(server, "declined"),
    });
    await waitFor("Go on? [y/N]");
    write("n\r");
    expect((await exit).code).toBe(1);
    expect(everything()).toContain("nothing was asked, and nothing spent");
    expect(server.requests).toHaveLength(0);
  });

  it("shows how far it is in 40 columns, and ends with what it found; the estimate was near", async () => {
    const server = await serving();
    const { waitFor, write, exit, everything, bytes } = compiling(["--name", "a", ...relevance], {
      env: knowing(server, "narrow"),
      columns: 40,
    });
    await waitFor("Go on? [y/N]");
    write("y\r");
    expect((await exit).code).toBe(0);
    const shown = everything().replaceAll("\n", " ");
    expect(shown).toMatch(/compile knn as a ████+ +100 %/);
    expect(shown).toMatch(/against zero-shot: \+0/);
    const estimated = Number(/estimate: (\d+) calls/.exec(shown)?.[1]);
    expect(server.requests.length).toBeGreaterThan(0.8 * estimated);
    expect(server.requests.length).toBeLessThan(1.2 * estimated);
    expectTerminalRestored(bytes());
  });

  it("stops with Ctrl+C, and goes on with --resume without asking twice", async () => {
    const server = await serving({ latency: 40 });
    const args = ["--name", "a", ...relevance, "--yes", "--concurrency", "2"];
    const there = { env: knowing(server, "stopped") };
    const { waitFor, write, exit, everything, bytes } = compiling(args, there);
    await waitFor(/\b[5-9] calls/);
    write("\x03");
    expect((await exit).code).toBe(130);
    expect(everything()).toMatch(/stopped before anything was saved/);
    expectTerminalRestored(bytes());
    const before = server.requests.length;
    expect(await answered(server.requests)).toBe(before);
    expect((await run(compile(...args, "--resume"), there)).code).toBe(0);
    expect(distinct(server.requests).size).toBe(server.requests.length);
  });

  it("waits a while for answers that are under way when it is stopped, and ends at once with a second Ctrl+C", async () => {
    const gate = await startGateServer((await serving()).url, (request) => request < 5);
    servers.push(gate);
    const { write, waitFor, exit, bytes } = compiling(["--name", "a", ...relevance, "--yes"], {
      env: knowing(gate, "hanging"),
    });
    await gate.holding(1);
    write("\x03");
    await waitFor("under way, to keep");
    write("\x03");
    expect((await exit).code).toBe(130);
    expectTerminalRestored(bytes());
  });

  it("killed in the middle of a search, it makes the calls that are missing, and no other", async () => {
    // One call at a time: that it makes the next one tells that the one before was answered and kept.
    const search = ["--name", "a", "--metric", "relevance", "--yes", "--set", "k=2", "--concurrency", "1"];
    search.push("--budget-calls", "40");
    const whole = await serving();
    const first = await run(compile(...search), { env: knowing(whole, "whole") });
    expect(first.code).toBe(0);

    // From the middle on nothing is answered any more, as where a network fails; then the process dies.
    const half = Math.floor(whole.requests.length / 2);
    let isOpen = false;
    const gate = await startGateServer((await serving()).url, (request) => isOpen || request < half);
    servers.push(gate);
    const home = knowing(gate, "killed");
    const child = spawn(process.execPath, [programPath, ...compile(...search)], { cwd: folder, env: home });
    const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
    await gate.holding(1);
    const meanwhile = await run(compile(...search), { cwd: folder, env: home });
    expect(meanwhile).toMatchObject({ code: 1, stdout: "" });
    expect(meanwhile.stderr).toMatch(/The program "a" is being compiled by process \d+/);
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    expect(gate.passed).toHaveLength(half);

    isOpen = true;
    const second = await run(compile(...search, "--resume"), { env: home });
    expect(second.code).toBe(0);
    expect(new Set(gate.passed).size).toBe(gate.passed.length);
    expect(gate.passed).toHaveLength(whole.requests.length);
    const table = (stdout: string) => stdout.split("\n").filter((line) => /^\d\.\d{3} \(/.test(line));
    expect(table(second.stdout)).toEqual(table(first.stdout));
  });

  it("has a model rewrite the instruction with gepa, from answers of a server that fails a third of the time", async () => {
    const server = await serving({ failsThirds: true });
    const budget = 3 * cases + 17;
    const args = [
      "--name",
      "a",
      "--optimizer",
      "gepa",
      "--metric",
      "relevance",
      "--yes",
      "--budget-calls",
      `${budget}`,
    ];
    const { code, stdout, stderr } = await run(compile(...args), { cwd: folder, env: knowing(server, "gepa") });
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/\n\d\.\d{3} .* 0 {2}instruction (\d+|as it was) ← a\n/);
    const calls = Number(/spent: (\d+) calls/.exec(stdout)?.[1]);
    expect(calls).toBeLessThanOrEqual(budget);
    // Those that failed were asked again, and count once.
    expect(server.requests.length).toBeGreaterThan(calls);
  });

  it("makes demos with bootstrap, and ends at its budget with what it has", async () => {
    const server = await serving();
    const budget = 4 * cases + 4;
    const args = [
      "--name",
      "a",
      "--optimizer",
      "bootstrap",
      "--set",
      "threshold=0.2",
      "--metric",
      "relevance",
      "--yes",
    ];
    const { code, stdout, stderr } = await run(compile(...args, "--budget-calls", `${budget}`), {
      cwd: folder,
      env: knowing(server, "bootstrap"),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/made ← a\n/);
    expect(server.requests.length).toBeLessThanOrEqual(budget);
    expect(stderr).toMatch(new RegExp(`estimate: ${budget} calls, .*\\n.*\\n.*it ends at ${budget} calls`));
  });
});
