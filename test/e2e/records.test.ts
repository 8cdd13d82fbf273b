import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignVariant } from "../../app/experiments/assign-variant.ts";
import { experimentSchema } from "../../app/experiments/experiment-schema.ts";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { predictionSchema } from "../../brain/core/prediction-schema.ts";
import { checkExposition } from "../app/metrics/check-exposition.ts";
import { startFakeCollector } from "../servers/fake-collector.ts";
import type { FakeServer } from "../servers/fake-server.ts";
import { type CompletionBody, startFakeTogether } from "../servers/fake-together.ts";
import { readPrompt } from "../servers/read-prompt.ts";
import { operator, turnsOf } from "./operator.ts";
import { jsonLines, programPath } from "./program.ts";

const { settle, remove } = operator();
let server: FakeServer<CompletionBody>;
let connected: object;
let desk: ReturnType<typeof settle>;
let records: readonly PredictionRecord[];

const crisis = "I want to kill myself tonight with the pills";
const said = [
  "where do you go on Sundays?",
  "break, please: how was today?",
  "slip, please: where can I find you?",
  "my number is +351 912 345 678, call me",
  crisis,
];

const filesOf = ({ home }: ReturnType<typeof settle>) =>
  readdirSync(join(home, "predictions")).map((file) => readFileSync(join(home, "predictions", file), "utf8"));

beforeAll(async () => {
  const asked = (body: CompletionBody) => readPrompt(body).message;
  server = await startFakeTogether({
    models: ["large"],
    reply: (body) =>
      asked(body).startsWith("slip") ? "Find me on Instagram, I am there all day." : "To the ferry, with a thermos.",
    fault: (_, body) => (asked(body).startsWith("break") ? { kind: "status", status: 402 } : undefined),
  });
  const large = { provider: "together", model: "large", base_url: server.url, key: "A_KEY", price: "10/20" };
  connected = { connections: { large }, roles: { reply: "large" } };
  desk = settle(connected);
  const { code } = await desk.run(["chat", "--user", "ines"], { input: said.join("\n") });
  expect(code).toBe(1); // one message got no reply
  const files = filesOf(desk);
  expect(files).toHaveLength(1);
  records = jsonLines<PredictionRecord>(files[0] ?? "");
}, 60_000);
afterAll(async () => {
  await server?.close();
  remove();
});

describe("the prediction log", () => {
  it("holds a line a turn in the agreed shape, with what it cost", () => {
    expect(records.map((record) => predictionSchema.parse(record))).toEqual(records);
    expect(records.map(({ metadata }) => metadata.error ?? metadata.by)).toEqual([
      ...["model", "rejected", "safe", "model", "care"],
    ]);
    const [first, , blocked] = records;
    const [bill] = server.bills();
    expect(first).toMatchObject({
      model: { name: "large", provider: "together" },
      input: { user_text: said[0], state: null },
      output: { response: "To the ferry, with a thermos.", next_state: "engage" },
      metadata: {
        ...{
          turn: 1,
          user: "ines",
          command: "chat",
          connection: "large",
          by: "model",
          ended: "complete",
          verdicts: [],
        },
        tokens: { input: bill?.promptTokens, output: bill?.completionTokens },
      },
    });
    const { promptTokens = 0, completionTokens = 0 } = bill ?? {};
    expect(first?.metadata.cost).toBeCloseTo((10 * promptTokens + 20 * completionTokens) / 1e6, 9);
    expect(first?.metadata.prompt_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(first?.metadata.demos.length).toBeGreaterThan(0);
    expect(blocked?.input.state).toBe("engage");
    expect(blocked?.metadata.verdicts).toContainEqual(
      expect.objectContaining({ side: "output", action: "block", guard: "social-platforms" }),
    );
    expect(new Set(records.map((record) => record.conversation_id)).size).toBe(1);
  });

  it("holds no personal data, no words of a crisis, no blocked draft and no key", () => {
    const text = filesOf(desk).join();
    expect(records[3]?.input.user_text).toBe("my number is [phone], call me");
    expect(records[4]?.input.user_text).toBeNull();
    for (const secret of ["912 345", "kill myself", "pills", "thermos, I am", "all day", "secret-key"]) {
      expect(text).not.toContain(secret);
    }
  });

  it("is shown, searched and exported", async () => {
    const id = records[0]?.conversation_id ?? "";
    const shown = async (...options: readonly string[]) => (await desk.run(["log", ...options])).stdout;
    const [all, failed, found, own, none, csv, flat] = await Promise.all([
      shown(),
      shown("--errors"),
      shown("--grep", "SUNDAYS"),
      shown("--session", id.slice(0, 8), "--last", "2"),
      shown("--grep", "pills", "--json"),
      shown("export", "--format", "csv"),
      shown("export", "--format", "jsonl"),
    ]);
    expect(all.match(/^ {2}> .*/gm)?.map((line) => line.slice(4))).toEqual([
      ...said.slice(0, 3),
      "my number is [phone], call me",
      "(left out)",
    ]);
    expect(failed.match(/^ {2}> .*/gm)?.map((line) => line.slice(4))).toEqual(said.slice(1, 3));
    expect(failed).toContain("error rejected");
    expect(found.replace(/\s+/g, " ")).toMatch(/turn 1 .*with ines together:large engage by model .* tokens \$0\.01/);
    expect(found.match(/^ {2}> /gm)).toHaveLength(1);
    expect(own).toMatch(/turn 4 [\s\S]*turn 5 /);
    expect(none).toBe("");
    const rows = csv.split("\n").filter((line) => /^(conversation_id|[0-9a-f-]{36}),/.test(line)); // texts have lines, too
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatch(/^conversation_id,timestamp,turn,persona,user,.*,user_text,.*,response,.*,cost,/);
    expect(rows[1]).toContain(`,large,together,${records[0]?.model.prompt_version},large,${said[0]},,`);
    const flattened = jsonLines<Record<string, unknown>>(flat);
    expect(new Set(flattened.map((row) => Object.keys(row).join())).size).toBe(1);
    expect(flattened.map(({ error }) => error)).toEqual([null, "rejected", null, null, null]);
  });

  it("is followed as it grows, until Ctrl+C", async () => {
    const child = spawn(process.execPath, [programPath, "log", "--follow", "--json", "--last", "1"], {
      cwd: desk.cwd,
      env: desk.env,
    });
    const exit = once(child, "exit");
    try {
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const next = async (): Promise<PredictionRecord> => JSON.parse((await lines.next()).value);
      expect((await next()).metadata.by).toBe("care");
      await desk.run(["say", "how is the sea?"]);
      expect((await next()).input.user_text).toBe("how is the sea?");
      child.kill("SIGINT");
      expect(await exit).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("that cannot be written is told once, and the chat lives", async () => {
    const blocked = settle(connected);
    mkdirSync(blocked.home);
    writeFileSync(join(blocked.home, "predictions"), "a file where a folder should be");
    const { stdout, stderr, code } = await blocked.run(["chat"], { input: "hello\nhow are you?\nand now?\n" });
    expect(stdout).toBe("To the ferry, with a thermos.\n".repeat(3));
    expect(stderr.match(/not recorded/g)).toHaveLength(1);
    expect(code).toBe(0);
  });
});

describe("metrics", () => {
  it("are figures of these turns, as a table, as JSON and for Prometheus", async () => {
    const until = ["--until", records.at(-1)?.timestamp ?? ""]; // what other tests say comes later
    const [table, json, exposed] = await Promise.all([
      desk.run(["metrics", ...until]),
      desk.run(["metrics", ...until, "--json"]),
      desk.run(["metrics", ...until, "--prometheus"]),
    ]);
    expect([table.code, json.code, exposed.code]).toEqual([0, 0, 0]);
    expect(table.stdout).toMatch(/^together:large$/m);
    expect(table.stdout).toMatch(/^ +errors +rejected 1 /m);
    expect(table.stdout).toMatch(/^ +latency +p50 .* p95 .* p99 /m);
    const { metrics }: { metrics: { metric: string; group: string; value?: number }[] } = JSON.parse(json.stdout);
    const figure = (name: string) => metrics.find(({ metric }) => metric === name)?.value;
    const spent = records.reduce((sum, { metadata }) => sum + (metadata.cost ?? 0), 0);
    // Attempts at a reply: the one that a guard blocked and the one that failed, too.
    expect(figure("requests")).toBe(6);
    expect(figure("cost")).toBeCloseTo(spent, 9);
    const samples = checkExposition(exposed.stdout);
    const total = samples.filter(({ name }) => name === "understudy_turns_total");
    expect(total.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThanOrEqual(4);
  });

  it("and traces go to a collector that is named, without a word that was said", async () => {
    const collector = await startFakeCollector();
    const { code } = await desk.run(["say", "tell me of marmalade", "--user", "rui"], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    await collector.close();
    expect(code).toBe(0);
    const spans = collector.spans();
    const turn = spans.find(({ name }) => name.startsWith("invoke_agent"));
    const model = spans.find(({ name }) => name === "chat large");
    expect(model).toMatchObject({ traceId: turn?.traceId, parentSpanId: turn?.spanId });
    expect(model?.attributes).toMatchObject({ "gen_ai.provider.name": "together", "gen_ai.request.model": "large" });
    expect(collector.points().length).toBeGreaterThan(0);
    const sent = collector.requests.map(({ body }) => body).join();
    for (const word of ["marmalade", "thermos", "secret-key"]) expect(sent).not.toContain(word);
  });
});

describe("an experiment", () => {
  it("gives each user one variant in every process, is reported, and stopped", async () => {
    const experiment = {
      metric: "latency",
      variants: { usual: { share: 1 }, warm: { share: 1, instructions: "Answer like a warm kitchen in winter." } },
    };
    const users = Array.from({ length: 20 }, (_, at) => `user-${at}`);
    const assigned = (user: string) => assignVariant(experimentSchema.parse(experiment), "tone", user);
    const [warm = "", usual = ""] = ["warm", "usual"].map((variant) =>
      users.find((user) => assigned(user) === variant),
    );
    const trial = settle({ ...connected, experiments: { tone: experiment } });
    const say = async (user: string) => {
      const before = server.requests.length;
      const { stdout } = await trial.run(["say", "how was your day?", "--user", user, "--json"]);
      const isWarm = JSON.stringify(server.requests[before]?.body.messages).includes("warm kitchen");
      return [turnsOf(stdout)[0]?.all("experiment")[0]?.variant, isWarm];
    };
    expect(await say(warm)).toEqual(["warm", true]);
    expect(await say(warm)).toEqual(["warm", true]);
    expect(await say(usual)).toEqual(["usual", false]);
    const recorded = jsonLines<PredictionRecord>(filesOf(trial).join("")).map(({ metadata }) => metadata);
    expect(recorded.map(({ experiment: name, variant }) => [name, variant])).toEqual([
      ...[["tone", "warm"], ["tone", "warm"], ["tone", "usual"]], // biome-ignore format: as a table
    ]);

    const report = await trial.run(["experiment", "report", "tone"]);
    expect(report.stdout).toMatch(/^usual +1 +1 +1 /m);
    expect(report.stdout).toMatch(/^warm +1 +2 +1 /m);
    expect(report.stdout.replace(/\s+/g, " ")).toContain(
      "Not decided: 1 user of usual and 1 of warm say nothing yet of warm.",
    );

    const stop = await trial.run(["experiment", "stop", "tone", "--why", "it is too sweet"]);
    expect(stop.code, stop.stderr).toBe(0);
    const [variant, isWarm] = await say(warm);
    expect(isWarm).toBe(false);
    expect(variant).not.toBe("warm");
    expect((await trial.run(["experiment", "status", "tone"])).stdout).toContain("it is too sweet");
  }, 60_000);
});
