/**
 * Measures the metrics voice and style on replies that they did not learn from: a split of Vera's and of Roz's, each
 * other's replies, plain assistant replies that were held out and, on test, replies written to be taken for Vera's.
 *
 *   npx tsx scripts/measure-voice.ts [--split dev|test]
 *
 * What is chosen is chosen on dev (the default); test is for reports. Prints AUC with a 95 % interval (bootstrap over conversations), mean scores, Brier score.
 */
import { readFileSync } from "node:fs";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { loadSplits } from "../app/evaluation/load-splits.ts";
import { loadConversations } from "../app/load-conversations.ts";
import type { Example } from "../brain/core/example.ts";
import { splitSentences } from "../brain/text/sentences.ts";
import { authorship } from "../evals/voice/authorship.ts";
import { styleOf } from "../evals/voice/style.ts";

type Reply = { readonly conversation: string; readonly reply: string };
type Persona = { readonly name: string; readonly learnt: readonly Reply[]; readonly heldOut: readonly Reply[] };
type Scorer = (text: string) => number;
type Scored = { readonly conversation: string; readonly score: number };

const resamples = 1000;
/** In UTF-16 units. */
const shortReply = 40;
const seed = 1;

const flag = process.argv.indexOf("--split");
const split = flag === -1 ? "dev" : process.argv[flag + 1];
if (split !== "dev" && split !== "test") {
  console.error("usage: npx tsx scripts/measure-voice.ts [--split dev|test]");
  process.exit(1);
}

const root = new URL("../training_data/", import.meta.url).pathname;

const persona = async (name: string, folder: string): Promise<Persona> => {
  const [examples, splits] = await Promise.all([
    loadConversations(`${folder}conversations.json`),
    loadSplits(`${folder}splits.json`),
  ]);
  if (splits === undefined) throw new Error(`${folder} has no splits.json`);
  const of = (...parts: readonly ("train" | "dev" | "test")[]): readonly Reply[] =>
    examples
      .filter((example: Example) => parts.some((part) => splits[part].has(example.conversation)))
      .map(({ conversation, reply }) => ({ conversation, reply }));
  return { name, learnt: split === "dev" ? of("train") : of("train", "dev"), heldOut: of(split) };
};

const lines = (file: string): readonly Readonly<Record<string, string>>[] =>
  readFileSync(`${root}voice/${file}`, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const repliesOf = (rows: readonly Readonly<Record<string, string>>[]): readonly Reply[] =>
  rows.map(({ id = "", reply = "" }) => ({ conversation: id, reply }));

const plain = lines("plain_replies.jsonl");
const pool = repliesOf(plain.filter(({ part }) => part === "pool"));
// On dev a quarter of the pool is held out, so that what is held out for the report stays unseen.
const isHeldFromPool = (_: Reply, at: number) => at % 4 === 0;
const plainHeld =
  split === "dev" ? pool.filter(isHeldFromPool) : repliesOf(plain.filter(({ part }) => part === "held-out"));
const plainPool = split === "dev" ? pool.filter((reply, at) => !isHeldFromPool(reply, at)) : pool;
const near = lines("near_replies.jsonl");

/** Probability that one of ours scores above one of theirs, ties half. */
const auc = (ours: readonly number[], theirs: readonly number[]): number => {
  const sorted = Float64Array.from(theirs).sort();
  const below = (score: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sorted[middle] ?? 0;
      if (other < score || (orEqual && other === score)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = ours.reduce((sum, score) => sum + (below(score, false) + below(score, true)) / 2, 0);
  return wins / (ours.length * theirs.length);
};

const clustersOf = (scored: readonly Scored[]): readonly (readonly number[])[] => {
  const clusters = new Map<string, number[]>();
  for (const { conversation, score } of scored)
    clusters.set(conversation, [...(clusters.get(conversation) ?? []), score]);
  return [...clusters.values()];
};

const random = xoroshiro128plus(seed);
const resample = (clusters: readonly (readonly number[])[]): readonly number[] =>
  clusters.flatMap(() => clusters[(random.next() >>> 0) % clusters.length] ?? []);

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

const report = (name: string, scorer: Scorer, own: readonly Reply[], others: readonly Reply[]): void => {
  if (own.length === 0 || others.length === 0) return;
  const score = (replies: readonly Reply[]): readonly Scored[] =>
    replies.map(({ conversation, reply }) => ({ conversation, score: scorer(reply) }));
  const [ours, theirs] = [score(own), score(others)];
  const [left, right] = [ours.map((each) => each.score), theirs.map((each) => each.score)];
  const [ourClusters, theirClusters] = [clustersOf(ours), clustersOf(theirs)];
  const values = Array.from({ length: resamples }, () => auc(resample(ourClusters), resample(theirClusters))).sort(
    (one, other) => one - other,
  );
  const at = (share: number) => (values[Math.floor(share * resamples)] ?? 0).toFixed(3);
  const brier = (mean(left.map((one) => (1 - one) ** 2)) + mean(right.map((one) => one ** 2))) / 2;
  console.log(
    `  ${name.padEnd(46)} AUC ${auc(left, right).toFixed(3)} (${at(0.025)}–${at(0.975)})  n ${left.length} + ${right.length}` +
      ` in ${ourClusters.length} + ${theirClusters.length}  means ${mean(left).toFixed(2)} / ${mean(right).toFixed(2)}  Brier ${brier.toFixed(3)}`,
  );
};

const shortOnes = (replies: readonly Reply[]): readonly Reply[] =>
  replies.flatMap(({ conversation, reply }) => {
    const first = splitSentences(reply)[0]?.trim() ?? "";
    return first.length > 0 && first.length < shortReply ? [{ conversation, reply: first }] : [];
  });

const vera = await persona("Vera", root);
const roz = await persona("Roz", `${root}personas/roz/`);
const texts = (replies: readonly Reply[]) => replies.map(({ reply }) => reply);

console.log(`split ${split}; own + others; a voice of 0.5 tells nothing`);
for (const [client, other] of [
  [vera, roz],
  [roz, vera],
] as const) {
  const start = performance.now();
  const voice = authorship({ client: client.learnt, impostors: texts([...other.learnt, ...plainPool]), seed });
  const ms = performance.now() - start;
  const raw = authorship({
    client: client.learnt,
    impostors: texts([...other.learnt, ...plainPool]),
    seed,
    masked: false,
  });
  const withoutPlain = authorship({ client: client.learnt, impostors: texts(other.learnt), seed });
  const withoutPersona = authorship({ client: client.learnt, impostors: texts(plainPool), seed });
  const read = styleOf(client.learnt);
  const style: Scorer = (text) => read(text).score;
  console.log(
    `\n${client.name}: learnt from ${client.learnt.length} replies and ${other.learnt.length + plainPool.length} impostors in ${ms.toFixed(0)} ms`,
  );
  const kinds: readonly (readonly [string, readonly Reply[], Scorer | undefined])[] = [
    [`${other.name}'s replies`, other.heldOut, withoutPersona],
    ["plain replies", plainHeld, withoutPlain],
    ...(client.name === "Vera" && split === "test"
      ? ([
          ["plain replies to Vera's topics", repliesOf(near.filter(({ kind }) => kind === "topical")), undefined],
          ["imitations of Vera", repliesOf(near.filter(({ kind }) => kind === "imitation")), undefined],
        ] as const)
      : []),
  ];
  for (const [kind, others, unseen] of kinds) {
    report(`voice / ${kind}`, voice, client.heldOut, others);
    report(`  not masked / ${kind}`, raw, client.heldOut, others);
    if (unseen) report("  no such impostors in the pool", unseen, client.heldOut, others);
    report(`  first sentences under ${shortReply} characters`, voice, shortOnes(client.heldOut), shortOnes(others));
    report(`style / ${kind}`, style, client.heldOut, others);
  }
}
