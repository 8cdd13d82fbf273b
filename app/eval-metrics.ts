import { InputError } from "../brain/core/errors.ts";
import type { Metric } from "../brain/core/evaluation.ts";
import type { PreferReply, RateReply } from "../brain/core/rating.ts";
import { metricDescriptions } from "../evals/metrics/describe.ts";
import { makeMetrics } from "../evals/metrics/index.ts";
import { loadImpostors } from "./impostors.ts";
import type { OpenedRunner } from "./open-runner.ts";

export type MetricWishes = {
  readonly runner: Pick<OpenedRunner, "lm" | "dataPath" | "examples" | "openModel">;
  /** Whether the replies were worded by a model, and not taken from the examples. */
  readonly isWorded: boolean;
  /** `provider[:model]`; the model that replies, where it is not given. */
  readonly judge?: string | undefined;
  /** Of the cases: metrics that need what is not there are left out of the usual ones. */
  readonly hasAssertions?: boolean;
  readonly hasExpected?: boolean;
};

/** Where a model wrote the replies: how near they come to the client's, in what they say and in how. */
const usualMetrics = ["hits@1", "hits@5", "relevance", "chrf", "voice", "style"];
/** The offline model speaks the client's own sentences: what can be compared is which demos were chosen. */
const usualOffline = ["demo-hits@1", "demo-hits@5", "demo-relevance", "hits@5", "relevance"];
/** Of any reply, also where nobody knows what the client would have said. */
const usualOfAll = ["guard-pass", "repetition", "context-use"];

/** The metrics of these names, or the usual ones for the model that replies. @throws {InputError} */
export const openMetrics = async (
  names: readonly string[] | undefined,
  { runner, isWorded, judge, hasAssertions = false, hasExpected = true }: MetricWishes,
): Promise<readonly Metric[]> => {
  const usual = [
    ...(hasAssertions ? ["assertions"] : []),
    ...(hasExpected ? (isWorded ? usualMetrics : usualOffline) : isWorded ? ["voice", "style"] : []),
    ...usualOfAll,
  ];
  const wanted = [...new Set(names ?? usual)];
  if (!isWorded) checkOffline(wanted);
  const needsImpostors = wanted.includes("voice");
  const { offlineEmbedder } = await import("../brain/lms/offline-embedder.ts");
  const { readModel } = await import("./models.ts");
  const metrics = makeMetrics({
    // Always this one: scores of runs with other embedders compare.
    embedder: offlineEmbedder({ idf: await readModel("embedder-idf.bin") }),
    pool: runner.examples,
    impostors: needsImpostors ? await loadImpostors(runner.dataPath) : [],
    rate: await openRater(wanted, runner, judge),
    seed: 1,
  });
  return wanted.map((name) => metrics.open(name));
};

const openRater = async (
  wanted: readonly string[],
  runner: MetricWishes["runner"],
  judge: string | undefined,
): Promise<RateReply | undefined> => {
  if (!metricDescriptions.some(({ name, needsJudge }) => needsJudge && wanted.includes(name))) return undefined;
  const { replyRater } = await import("../brain/modules/rate-reply.ts");
  return replyRater(judge === undefined ? runner.lm : await runner.openModel(judge, "--judge"));
};

/** Asks a judge which of two replies is better. @throws {InputError} no model that can judge */
export const openComparer = async (runner: MetricWishes["runner"], judge: string | undefined): Promise<PreferReply> => {
  const { replyComparer } = await import("../brain/modules/rate-reply.ts");
  const prefer = replyComparer(judge === undefined ? runner.lm : await runner.openModel(judge, "--judge"));
  if (prefer !== undefined) return prefer;
  throw new InputError({
    what: "comparing replies in pairs needs a model that can judge, and the offline one cannot",
    where: "--pairwise",
    fix: "name one with --judge, such as ollama:qwen2.5:7b or together",
  });
};

/** A metric that would leave every reply out is refused before it is waited for. @throws {InputError} */
const checkOffline = (wanted: readonly string[]): void => {
  const silent = wanted.find((name) => name === "voice" || name === "style");
  if (silent === undefined) return;
  throw new InputError({
    what: `${silent} says nothing of the offline model's replies: they are the client's own sentences`,
    where: "--metric",
    expected: "a model that words its replies itself (--lm ollama, --lm together:…), or one of the other metrics",
    fix: "offline, compare programs by demo-hits@k and demo-relevance",
  });
};
