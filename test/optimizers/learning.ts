import { programRunner } from "../../app/runner/run-program.ts";
import { caseOf, type EvalCase, type Metric } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import type { CallCache, ModelConnection } from "../../brain/core/ports.ts";
import { cached } from "../../brain/lms/cached.ts";
import type { Fetch } from "../../brain/lms/fetch.ts";
import { type MeterLimits, meter } from "../../brain/lms/metered.ts";
import { createConnectionState } from "../../brain/lms/resilience/connection-state.ts";
import { defaultResilience } from "../../brain/lms/resilience/resilience.ts";
import { resilient } from "../../brain/lms/resilience/resilient.ts";
import { together } from "../../brain/lms/together.ts";
import { evaluator } from "../../evals/evaluate.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { fakeTimers } from "../fixtures/fake-timers.ts";
import { memoryCalls } from "../fixtures/memory-calls.ts";
import { understudyOf } from "../fixtures/understudy.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example } from "./make-example.ts";

const topics = [
  ["ferry", "Salt on the rail and the gulls shouting at my sandwich."],
  ["garden", "The beans climbed the fence overnight like small green thieves."],
  ["kettle", "It whistles in the wrong key and I let it."],
  ["market", "Plums in a paper bag, still warm from the stall."],
  ["radio", "Static first and then a cello from somewhere north."],
  ["letters", "Ink on my thumb again and one stamp left."],
] as const;
const askings = ["how is the", "tell me about the", "what about the", "any news of the", "do you like the"] as const;

/** Thirty examples: each topic is asked about in five ways, in a conversation of its own, and answered much alike. */
export const examples: readonly Example[] = topics.flatMap(([topic, reply]) =>
  askings.map((asking, n) => example(`${topic} ${n}`, [`${asking} ${topic}`], { reply: `${reply} ${n} of ${topic}.` })),
);

const isDev = ({ id }: Example) => id.endsWith("4");
export const trainset = examples.filter((one) => !isDev(one));
export const devset: readonly EvalCase[] = examples.filter(isDev).flatMap((one) => caseOf(one) ?? []);

const words = (text: string) => new Set(text.toLowerCase().match(/\w+/g) ?? []);

/** How many of the words are the client's: F1 of the sets. */
export const wordF1: Metric = {
  name: "word-f1",
  needs: "reply",
  score: ({ reply, case: { expected = "" } }) => {
    const [said, meant] = [words(reply?.text ?? ""), words(expected)];
    const shared = [...said].filter((word) => meant.has(word)).length;
    return { score: (2 * shared) / (said.size + meant.size), reason: `${shared} words of the client's` };
  },
};

/** Everything that a compile is given, with a model behind the real SDK: as app puts it together. */
export const learner = (
  url: string,
  {
    fetch,
    cache = memoryCalls(),
    limits = {},
    change = (lm) => lm,
  }: {
    readonly fetch: Fetch;
    readonly cache?: CallCache;
    readonly limits?: MeterLimits;
    /** Stands between the meter and the server. */
    readonly change?: (lm: ModelConnection) => ModelConnection;
  },
) => {
  const counted = meter(limits);
  const timers = fakeTimers();
  const state = createConnectionState(defaultResilience, { lm: "together:fake", timers });
  const server = resilient(together({ apiKey: "k", baseUrl: url, model: "fake", fetch, timers }), state);
  const lm = cached(counted.wrap(change(server)), {
    cache,
    read: "all",
    clock: { elapsed: () => 0 },
    onHit: counted.countHit,
  });
  const embedder = countingEmbedder();
  const { demos: _, clock: __, log: ___, instructions: ____, ...parts } = understudyOf(lm).understudy;
  const { predict } = programRunner({ ...parts, embedder, seed: 1, now: Date.UTC(2026, 0, 1, 12) });
  return { embedder, evaluate: evaluator({ predict, concurrency: 8 }), summarize, reflect: lm, meter: counted, lm };
};
