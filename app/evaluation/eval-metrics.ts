import { InputError } from "../../brain/core/errors.ts";
import type { EvalCase, Metric, PredictedReply } from "../../brain/core/evaluation.ts";
import type { PreferReply, RateReply } from "../../brain/core/rating.ts";
import { metricDescriptions } from "../../evals/metrics/describe.ts";
import { makeMetrics } from "../../evals/metrics/index.ts";
import { assertionMetric } from "../../evals/suites/assertion-metric.ts";
import { flatAssertions } from "../../evals/suites/assertion-set.ts";
import { checkAssertions } from "../../evals/suites/check-assertions.ts";
import { assertionKinds } from "../../evals/suites/kinds/index.ts";
import type { OpenedRunner } from "../runner/open-runner.ts";
import { loadImpostors } from "./impostors.ts";

export type MetricWishes = {
  readonly runner: Pick<OpenedRunner, "lm" | "dataPath" | "examples" | "openModel" | "file">;
  /** Whether the replies were worded by a model, and not taken from the examples. */
  readonly isWorded: boolean;
  /** `provider[:model]`; the model that replies, where it is not given. */
  readonly judge?: string | undefined;
  /** Metrics that need what is in none of them are left out of the usual ones. */
  readonly cases: readonly EvalCase[];
  /** US dollars a million tokens; what cost assertions go by. */
  readonly price?: { readonly prompt: number; readonly completion: number } | undefined;
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
  { runner, isWorded, judge, cases, price }: MetricWishes,
): Promise<readonly Metric[]> => {
  const asserted = cases.filter(({ assertions }) => assertions !== undefined);
  const hasExpected = cases.some(({ expected }) => expected !== undefined);
  const usual = [
    ...(asserted.length > 0 ? ["assertions"] : []),
    ...(hasExpected ? (isWorded ? usualMetrics : usualOffline) : isWorded ? ["voice", "style"] : []),
    ...usualOfAll,
  ];
  const wanted = [...new Set(names ?? usual)];
  if (!isWorded) checkOffline(wanted);
  const needsJudge =
    metricDescriptions.some((each) => each.needsJudge && wanted.includes(each.name)) ||
    (wanted.includes("assertions") &&
      asserted
        .flatMap(({ assertions = [] }) => flatAssertions(assertions))
        .some(({ type }) => assertionKinds[type]?.needs === "judge"));
  const { offlineEmbedder } = await import("../../brain/lms/offline-embedder.ts");
  const { readModel } = await import("../models.ts");
  // Always this one: scores of runs with other embedders compare.
  const embedder = offlineEmbedder({ idf: await readModel("embedder-idf.bin") });
  const rate = needsJudge ? await openRater(runner, judge) : undefined;
  const metrics = makeMetrics({
    embedder,
    pool: runner.examples,
    impostors: wanted.includes("voice") ? await loadImpostors(runner.dataPath) : [],
    rate,
    seed: 1,
  });
  const costOf = price && ((reply: PredictedReply) => costInDollars(reply, price));
  return wanted.map((name) => {
    if (name !== "assertions") return metrics.open(name);
    if (asserted.length === 0) throw noAssertions();
    checkAssertions(asserted, { rate, costOf, persona: runner.file.persona });
    return assertionMetric({ embedder, rate, costOf });
  });
};

/** What a reply's calls cost at these prices a million tokens. */
export const costInDollars = (
  { promptTokens, completionTokens }: PredictedReply,
  price: { readonly prompt: number; readonly completion: number },
): number => (promptTokens * price.prompt + completionTokens * price.completion) / 1e6;

const openRater = async (runner: MetricWishes["runner"], judge: string | undefined): Promise<RateReply | undefined> => {
  const { replyRater } = await import("../../brain/modules/rate-reply.ts");
  return replyRater(judge === undefined ? runner.lm : await runner.openModel(judge, "--judge", "judge"));
};

const noAssertions = (): InputError =>
  new InputError({
    what: "no case demands anything of its reply",
    where: "--metric assertions",
    expected: "a suite (--suite FILE) whose cases have assertions: docs/suites.md shows them",
  });

/** Asks a judge which of two replies is better. @throws {InputError} no model that can judge */
export const openComparer = async (runner: MetricWishes["runner"], judge: string | undefined): Promise<PreferReply> => {
  const { replyComparer } = await import("../../brain/modules/rate-reply.ts");
  const prefer = replyComparer(judge === undefined ? runner.lm : await runner.openModel(judge, "--judge", "judge"));
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
