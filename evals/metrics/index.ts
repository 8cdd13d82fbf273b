import { InputError } from "../../brain/core/errors.ts";
import type { Metric } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder } from "../../brain/core/ports.ts";
import type { RateReply } from "../../brain/core/rating.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { chrfMetric } from "./chrf.ts";
import { contextUse } from "./context-use.ts";
import { metricDescriptions } from "./describe.ts";
import { distractorCount, distractorsFrom } from "./distractors.ts";
import { guardPass } from "./guard-pass.ts";
import { demoHits, hits } from "./hits.ts";
import { demoRelevance, relevance } from "./relevance.ts";
import { repetition } from "./repetition.ts";
import { replyVectors } from "./reply-vectors.ts";
import { rubricMetric } from "./rubric.ts";
import { rubrics } from "./rubrics.ts";
import { styleMetric, voiceMetric } from "./voice.ts";

export type MetricMeans = {
  /** The offline one, so that scores of different programs and connections compare. */
  readonly embedder: Embedder;
  /** The client's examples: distractors are taken from them, and voice and style are learnt from them. */
  readonly pool: readonly Example[];
  /** Replies of others, in the client's language. */
  readonly impostors: readonly string[];
  /** Missing where no model that can judge is configured. */
  readonly rate?: RateReply | undefined;
  readonly seed: number;
};

/** The metrics by name. Each is made, and what it learns is learnt, when it is first opened. */
export type Metrics = {
  readonly names: readonly string[];
  /** @throws {InputError} no such metric, no judge for it, or too few examples */
  open(name: string): Metric;
};

export const makeMetrics = ({ embedder, pool, impostors, rate, seed }: MetricMeans): Metrics => {
  const vectors = replyVectors(embedder);
  const distractors = distractorsFrom(pool, seed);
  const hitsMeans = (k: number) => {
    if (new Set(pool.map(({ reply }) => reply)).size <= distractorCount) throw smallPool(pool.length);
    return { k, vectors, distractors };
  };
  const factories: Readonly<Record<string, () => Metric>> = {
    ...Object.fromEntries(
      [1, 3, 5].flatMap((k) => [
        [`hits@${k}`, () => hits(hitsMeans(k))],
        [`demo-hits@${k}`, () => demoHits(hitsMeans(k))],
      ]),
    ),
    relevance: () => relevance(vectors),
    "demo-relevance": () => demoRelevance(vectors),
    chrf: chrfMetric,
    voice: () => voiceMetric({ client: pool, impostors, seed }),
    style: () => styleMetric({ client: pool }),
    "guard-pass": guardPass,
    repetition,
    "context-use": contextUse,
    ...Object.fromEntries(
      rubrics.map((rubric) => [
        `rubric:${rubric.name}`,
        () => {
          if (rate === undefined) throw noJudge(rubric.name);
          return rubricMetric(rubric, rate);
        },
      ]),
    ),
  };
  const names = metricDescriptions.map(({ name }) => name);
  const opened = new Map<string, Metric>();
  return {
    names,
    open(name) {
      const known = opened.get(name);
      if (known !== undefined) return known;
      const make = Object.hasOwn(factories, name) ? factories[name] : undefined;
      if (make === undefined) throw unknownMetric(name, names);
      const metric = make();
      opened.set(name, metric);
      return metric;
    },
  };
};

const unknownMetric = (name: string, names: readonly string[]): InputError => {
  const near = nearestName(name, names);
  return new InputError({
    what: `there is no metric ${JSON.stringify(name.slice(0, 64))}`,
    expected: names.join(", "),
    ...(near !== undefined && { fix: `did you mean ${near}?` }),
  });
};

const noJudge = (rubric: string): InputError =>
  new InputError({
    what: `rubric:${rubric} needs a model that can judge, and none is configured`,
    expected: "a model of Together, OpenAI or Ollama: the offline model only speaks the client's sentences",
    fix: "name one with --lm, or choose a metric that needs no judge",
  });

const smallPool = (examples: number): InputError =>
  new InputError({
    what: `hits@k ranks the true reply among ${distractorCount} others, and there are ${examples} examples`,
    expected: `at least ${distractorCount + 1} different replies`,
    fix: "use relevance or demo-relevance, or give more examples",
  });
