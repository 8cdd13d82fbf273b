import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { createNetwork } from "../app/network.ts";
import { packageRoot } from "../app/paths.ts";
import { caseOf, type Metric } from "../brain/core/evaluation.ts";
import { cached } from "../brain/lms/cached.ts";
import { meter } from "../brain/lms/metered.ts";
import { together } from "../brain/lms/together.ts";
import { evaluator } from "../evals/evaluate.ts";
import { summarize } from "../evals/statistics/summarize.ts";
import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { knnFewShot } from "../optimizers/knn-few-shot.ts";
import { callCache } from "../store/call-cache.ts";
import { benchRunner, countedEmbedder, student } from "./bench-parts.ts";
import { type Row, row } from "./measure.ts";
import { syntheticExamples } from "./synthetic-examples.ts";

const size = 1000;
const concurrency = 16;
/** Milliseconds that the server takes for each answer. */
const latency = 200;
const ideal = (Math.ceil(size / concurrency) * latency) / 1000;

/** A compile with its evaluation over a slow server, through the real SDK, the meter and the cache on disk. */
export const compileTime = async (): Promise<readonly Row[]> => {
  const directory = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const server = spawn(
    process.execPath,
    ["--import", "tsx", join(packageRoot(), "bench", "slow-server.ts"), `${latency}`],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const network = createNetwork();
  try {
    const lines = createInterface({ input: server.stdout });
    const { value: baseUrl } = await lines[Symbol.asyncIterator]().next();
    const counted = meter();
    const lm = cached(
      counted.wrap(together({ ...(await network.open()), apiKey: "none", baseUrl: String(baseUrl), model: "fake" })),
      {
        cache: callCache({ directory }),
        read: "own",
        clock: { elapsed: () => performance.now() },
      },
    );
    const { embedder } = countedEmbedder();
    const runner = await benchRunner(lm, embedder);
    const evaluate = evaluator({ predict: runner.predict, concurrency });
    const trainset = syntheticExamples(size);
    const cases = trainset.flatMap((example) => caseOf(example) ?? []);
    // Once through everything, as a run has it behind itself when it is under way.
    await evaluate(
      await knnFewShot(defaultDemoSettings, { embedder }).compile(student, trainset.slice(0, 50)),
      cases.slice(0, concurrency),
      {
        metric: anyReply,
      },
    );
    const before = counted.spent().calls;
    const cpu = process.cpuUsage();
    const from = performance.now();
    const program = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, trainset);
    const scored = await evaluate(program, cases, { metric: anyReply });
    const took = (performance.now() - from) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const { n, errors } = summarize(scored);
    await lm.settled();
    return [
      row(
        `compile and evaluation of ${size} examples, ${latency} ms a call, ${concurrency} at once`,
        took,
        undefined,
        " s",
        1,
      ),
      row(`  against the ideal of ${ideal.toFixed(1)} s`, took / ideal, 1.15, "×"),
      row("  processor time of it, with turns, HTTP and cache", (user + system) / 1e6, undefined, " s", 1),
      row("  model calls an example", (counted.spent().calls - before) / size, 1, ""),
      row(`  cases without a score (${n} have one)`, errors, 0, "", 0),
    ];
  } finally {
    server.kill();
    await network.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const anyReply: Metric = { name: "any", needs: "reply", score: () => ({ score: 1, reason: "it is there" }) };
