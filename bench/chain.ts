import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import Together from "together-ai";
import { loadConfig } from "../app/config.ts";
import type { ConnectionSettings } from "../app/connections/connection.ts";
import { openLm } from "../app/connections/open-lm.ts";
import { createNetwork } from "../app/network.ts";
import { noSections } from "../app/no-sections.ts";
import { packageRoot } from "../app/paths.ts";
import type { ChatRequest, ModelConnection } from "../brain/core/ports.ts";
import type { TurnEvent } from "../brain/core/turn.ts";
import type { ConnectionDependencies } from "../brain/lms/connect.ts";
import { flatten } from "../brain/lms/flatten.ts";
import { quiet } from "../brain/lms/quiet.ts";
import { createConnectionState } from "../brain/lms/resilience/connection-state.ts";
import { defaultResilience } from "../brain/lms/resilience/resilience.ts";
import { resilient } from "../brain/lms/resilience/resilient.ts";
import { together } from "../brain/lms/together.ts";
import { predictionRecord } from "../brain/prediction-record.ts";
import { predictionLog } from "../store/prediction-log.ts";
import { openLedger } from "../store/spend/open-ledger.ts";
import { median, percentile, type Row, row } from "./measure.ts";
import { syntheticExamples } from "./synthetic-examples.ts";

const calls = 500;
const warmUp = 60;
/** Milliseconds: through the SDK, our provider, with resilience, with everything. */
type Figures = [sdk: number, alone: number, held: number, all: number];

const price = { prompt: 1, completion: 2 };
const limits = { concurrent: 8, requestsPerMinute: 1e6, tokensPerMinute: 1e9 };
const resilience = { ...defaultResilience, limits };
const account = { session: "bench", user: "somebody", persona: "Vera", command: "bench" };

/**
 * What stands around a call to a server: its wire read with care, limits, retries and breaker, the ledger in its database
 * with budgets set, and the record of the turn; against the same call through the provider's own SDK, read to its end.
 */
export const chain = async (): Promise<readonly Row[]> => {
  const directory = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const server = spawn(process.execPath, ["--import", "tsx", join(packageRoot(), "bench", "slow-server.ts"), "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const network = createNetwork();
  const { of, close } = chainParts(directory);
  try {
    const lines = createInterface({ input: server.stdout });
    const { value } = await lines[Symbol.asyncIterator]().next();
    const baseUrl = String(value);
    const opened = await network.open();
    const whole = await of(baseUrl, network);
    const provider = together({ ...opened, apiKey: "none", baseUrl, model: "fake" });
    const timers = { lm: "together:fake", timers: opened.timers };
    const patient = resilient(provider, createConnectionState(resilience, timers));
    const ways = {
      sdk: bareSdk(baseUrl, opened),
      provider: () => read(provider),
      resilient: () => read(patient),
      chain: async () => {
        await read(whole.lm);
        await whole.record();
      },
    };
    const took: Record<keyof typeof ways, number[]> = { sdk: [], provider: [], resilient: [], chain: [] };
    const records: number[] = [];
    for (let call = 0; call < warmUp + calls; call++) {
      for (const way of ["sdk", "provider", "resilient", "chain"] as const) {
        const from = performance.now();
        await ways[way]();
        if (call >= warmUp) took[way].push(performance.now() - from);
      }
      const from = performance.now();
      await whole.record();
      if (call >= warmUp) records.push(performance.now() - from);
    }
    const over = took.chain.map((ms, at) => ms - (took.sdk[at] ?? Number.NaN));
    const [sdk, alone, held, all] = [took.sdk, took.provider, took.resilient, took.chain].map(median) as Figures;
    const record = median(records);
    return [
      row("a call through the SDK alone, read to its end, p50", sdk, undefined, " ms"),
      row("the whole chain beyond that, p50", all - sdk, 2, " ms"),
      row("  of it: the wire read with care, p50", alone - sdk, undefined, " ms"),
      row("  of it: limits, retries, breaker, p50", held - alone, undefined, " ms"),
      row("  of it: the ledger, p50", all - held - record, undefined, " ms"),
      row("  of it: the record and its line in the log, p50", record, undefined, " ms"),
      row("  p95 of the differences, call by call", percentile(over, 0.95), undefined, " ms"),
      row("the whole chain / the SDK alone, p50", all / sdk, undefined, "×"),
    ];
  } finally {
    await close();
    await network.close();
    server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The connection as the program opens it, over a ledger of its own, and the record of a turn. */
const chainParts = (directory: string) => {
  const ledger = openLedger({
    path: join(directory, "understudy.db"),
    budgets: { soft: 0.8, day: { tokens: 1e12, cost: 1e6 }, user: { per: "day", tokens: 1e12 } },
    now: Date.now,
    onProblem: (problem) => {
      throw new Error(`the ledger fails: ${problem}`);
    },
  });
  const log = predictionLog({
    directory: join(directory, "predictions"),
    settings: { keep_days: 0, compress: false },
    onProblem: (error) => {
      throw error;
    },
  });
  const of = async (baseUrl: string, network: ReturnType<typeof createNetwork>) => {
    const connection: ConnectionSettings = {
      name: "bench",
      provider: "together",
      model: "fake",
      baseUrl,
      price,
      resilience,
    };
    const lm = await openLm(
      connection,
      "reply",
      {
        config: loadConfig({ env: {}, cwd: directory }),
        network,
        sections: noSections,
        states: new Map(),
        spending: {
          ledger,
          prices: async () => ({ of: () => ({ price, from: "table" }) }),
          countsOffline: false,
          command: "bench",
        },
      },
      { openQuestions: [] },
    );
    const about = {
      ...{ persona: "Vera", model: lm.identity, isScreened: true, state: "engage" },
      ...{ promptVersion: "0123456789ab", promptHash: "0".repeat(64), account },
    };
    return { lm, record: () => log.append(predictionRecord(events, about)) };
  };
  return { of, close: async () => void (await Promise.all([ledger.close(), log.close()])) };
};

/** As the SDK's own readme has it. */
const bareSdk = (baseURL: string, { fetch }: ConnectionDependencies) => {
  const client = new Together({ ...quiet, apiKey: "none", baseURL, projectID: null, fetch });
  return async () => {
    const stream = await client.chat.completions.create({
      model: "fake",
      messages: flatten(request),
      stream: true,
      temperature: request.temperature,
      max_tokens: request.maxTokens,
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    if (text === "") throw new Error("the server said nothing");
  };
};

const read = async (lm: ModelConnection): Promise<void> => {
  let text = "";
  for await (const part of lm.chat(request, { account })) if (part.type === "text") text += part.text;
  if (text === "") throw new Error("the server said nothing");
};

/** A prompt as a turn makes it: who the persona is, three demos, ten exchanges. */
const request: ChatRequest = {
  system: "You are Vera, who takes pictures of ferries. ".repeat(40),
  demos: syntheticExamples(3).map((example) => ({ ...example, similarity: 0.5 })),
  history: syntheticExamples(10, 2).flatMap(({ reply }) => [
    { from: "user" as const, text: reply },
    { from: "persona" as const, text: reply },
  ]),
  message: "Mood: calm\n\nMessage: and what did you do with the ribbon then?",
  inputs: { message: "and what did you do with the ribbon then?" },
  rejected: [],
  temperature: 0.7,
  maxTokens: 400,
};

/** A turn's usual events. */
const events: readonly TurnEvent[] = [
  {
    ...{ type: "turn", turn: 7, session: "bench", at: "2026-01-02T03:04:05.678Z" },
    message: "and what did you do with the ribbon then?",
  },
  { type: "sentiment", turn: 7, sentiment: "neutral", confidence: 0.8, hostile: false, by: "local" },
  { type: "route", turn: 7, pipeline: "engage", reason: "an even mood" },
  { type: "demos", turn: 7, demos: syntheticExamples(3).map(({ id }) => ({ id, similarity: 0.5 })) },
  { type: "delta", turn: 7, text: "The kettle is on. " },
  { type: "delta", turn: 7, text: "Tell me about the ribbon, slowly, from the start." },
  {
    ...{ type: "usage", turn: 7, lm: "together:fake", connection: "bench", promptTokens: 1000, completionTokens: 20 },
    ...{ cost: 0.00104, ms: { total: 12, model: 8, gate: 1, demos: 1, firstToken: 5 } },
  },
  {
    ...{ type: "reply", turn: 7, text: "The kettle is on. Tell me about the ribbon, slowly, from the start." },
    ...{ by: "model", ended: "complete" },
  },
];
