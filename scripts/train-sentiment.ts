/**
 * Makes training_data/models/sentiment.bin: a softmax regression on hashed features, int8.
 *
 *   npx tsx scripts/train-sentiment.ts DATA [OUT]
 *
 * DATA is a folder with sentiment.dev.jsonl (GoEmotions, CC BY 4.0,
 * https://github.com/google-research/google-research/tree/master/goemotions) and dialogue.dev.txt (Topical-Chat,
 * CDLA-Sharing-1.0, https://github.com/alexa/Topical-Chat). Only GoEmotions' train split is read. A model is first trained
 * without one eighth of it, which gives the figures that settings were chosen by, and the sharpness that calibrates the
 * probabilities; then on all of it. The same input gives the same bytes.
 */
import { writeFileSync } from "node:fs";
import { sentiments } from "../brain/core/turn.ts";
import { isHostile } from "../brain/text/hostility.ts";
import { packModelFile } from "../brain/text/model-file.ts";
import { sentimentFeatures } from "../brain/text/sentiment-features.ts";
import {
  featureFingerprint,
  featureSlots,
  sentimentFile,
  sentimentModel,
  sentimentReadLimit,
} from "../brain/text/sentiment-model.ts";
import { foldText } from "../brain/text/tokens.ts";
import { macroF1, report } from "./measures.ts";
import { readFixtures, readGoEmotions, readQuestions, type SentimentExample, writeChat } from "./sentiment-examples.ts";

const [data, out = sentimentFile.path] = process.argv.slice(2);
if (data === undefined) {
  console.error("usage: npx tsx scripts/train-sentiment.ts DATA [OUT]");
  process.exit(1);
}

/** Chosen on the held-out eighth and on the fixtures' adjusting half; see the card for what else was tried. */
const settings = { epochs: 8, rate: 0.5, decay: 2e-5, smoothing: 0.05, leastTexts: 3, chatWeight: 2 };
const slotCount = 1 << 16;
const classes = 3;
const [positiveAt, neutralAt, negativeAt] = [0, 1, 2];

type Vector = { readonly hashes: Uint32Array; readonly values: Float32Array };
type Item = Vector & { readonly label: number; readonly weight: number };
type Linear = { readonly weights: Float64Array; readonly bias: Float64Array };

const chat = [...writeChat(settings.chatWeight), ...readQuestions(data)];
const train = readGoEmotions(data, "train");
const heldOut = train.filter((_, at) => at % 8 === 0);
const readFeatures = sentimentFeatures();
const vectorOf = (text: string): Vector => {
  const [hashes, values]: [number[], number[]] = [[], []];
  const raw = text.slice(0, sentimentReadLimit);
  const folded = foldText(raw, sentimentReadLimit);
  readFeatures({ raw, folded, hostile: isHostile(folded) }, (hash, value) => {
    hashes.push(hash);
    values.push(value);
  });
  return { hashes: Uint32Array.from(hashes), values: Float32Array.from(values) };
};

/** Numbers the features by `place` (−1 leaves one out). */
const placed = (items: readonly Item[], place: (hash: number) => number): readonly Item[] =>
  items.map((item) => {
    const at = [...item.hashes].map(place);
    return {
      ...item,
      hashes: Uint32Array.from(at.filter((position) => position >= 0)),
      values: item.values.filter((_, position) => (at[position] ?? -1) >= 0),
    };
  });

/** Stochastic gradient descent on the cross-entropy, classes balanced, L2 through one shrinking factor for all weights. */
const descend = (items: readonly Item[], size: number): Linear => {
  const weights = new Float64Array(size * classes);
  const bias = new Float64Array(classes);
  const mass = new Float64Array(classes);
  for (const { label, weight } of items) mass[label] = (mass[label] ?? 0) + weight;
  const balance = mass.map((own) => mass.reduce((sum, other) => sum + other) / classes / own);
  const order = items.map((_, at) => at);
  const random = seeded(7);
  const logits = new Float64Array(classes);
  let factor = 1;
  let step = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    shuffle(order, random);
    for (const at of order) {
      const item = items[at];
      if (item === undefined) continue;
      const { hashes, values, label } = item;
      const rate = settings.rate * (1 - step++ / (settings.epochs * items.length));
      logits.set(bias);
      for (let k = 0; k < hashes.length; k++) {
        const base = (hashes[k] ?? 0) * classes;
        const value = (values[k] ?? 0) * factor;
        for (let c = 0; c < classes; c++) logits[c] = (logits[c] ?? 0) + (weights[base + c] ?? 0) * value;
      }
      const top = Math.max(...logits);
      const exponents = logits.map((logit) => Math.exp(logit - top));
      const sum = exponents.reduce((all, one) => all + one);
      factor *= 1 - rate * settings.decay;
      for (let c = 0; c < classes; c++) {
        const target = settings.smoothing / classes + (c === label ? 1 - settings.smoothing : 0);
        const gradient = ((exponents[c] ?? 0) / sum - target) * (balance[label] ?? 1) * item.weight * rate;
        bias[c] = (bias[c] ?? 0) - gradient * 0.1;
        const move = gradient / factor;
        for (let k = 0; k < hashes.length; k++) {
          const base = (hashes[k] ?? 0) * classes + c;
          weights[base] = (weights[base] ?? 0) - move * (values[k] ?? 0);
        }
      }
    }
  }
  return { weights: weights.map((weight) => weight * factor), bias };
};

/** Trains on the examples and packs the model; `sharpness` multiplies its logits. */
const trainModel = (examples: readonly SentimentExample[], sharpness: number): Uint8Array => {
  const items = examples.map(({ text, sentiment, weight }) => ({
    ...vectorOf(text),
    label: sentiments.indexOf(sentiment),
    weight,
  }));

  const texts = new Map<number, number>();
  for (const { hashes } of items) for (const hash of new Set(hashes)) texts.set(hash, (texts.get(hash) ?? 0) + 1);
  const candidates = [...texts].filter(([, count]) => count >= settings.leastTexts).map(([hash]) => hash);
  const number = new Map(candidates.map((hash, at) => [hash, at]));

  // A first fit says which features matter most; they choose their slots first, and who finds both taken is left out.
  const first = descend(
    placed(items, (hash) => number.get(hash) ?? -1),
    candidates.length,
  );
  const importance = (hash: number): number => {
    const base = (number.get(hash) ?? 0) * classes;
    const own = [...first.weights.subarray(base, base + classes)];
    return (Math.max(...own) - Math.min(...own)) * Math.sqrt(texts.get(hash) ?? 0);
  };
  const ranked = candidates
    .map((hash) => ({ hash, rank: importance(hash) }))
    .sort((left, right) => right.rank - left.rank || left.hash - right.hash);
  const fingerprints = new Uint8Array(slotCount);
  let kept = 0;
  for (const { hash } of ranked) {
    const free = featureSlots(hash).find((slot) => fingerprints[slot] === 0);
    if (free === undefined) continue;
    fingerprints[free] = featureFingerprint(hash);
    kept++;
  }
  // Found as the reader finds them, mistaken identities included.
  const slotOf = (hash: number): number =>
    featureSlots(hash).find((slot) => fingerprints[slot] === featureFingerprint(hash)) ?? -1;
  const { weights, bias } = descend(placed(items, slotOf), slotCount);

  const relative = (slot: number, c: number): number =>
    (weights[slot * classes + c] ?? 0) - (weights[slot * classes + neutralAt] ?? 0);
  let largest = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    largest = Math.max(largest, Math.abs(relative(slot, positiveAt)), Math.abs(relative(slot, negativeAt)));
  }
  const step = largest / 127;
  const content = new Uint8Array(sentimentFile.size);
  const view = new DataView(content.buffer);
  const biasOf = (c: number): number => (bias[c] ?? 0) - (bias[neutralAt] ?? 0);
  [step, biasOf(positiveAt), biasOf(negativeAt), sharpness].forEach((value, at) => {
    view.setFloat32(at * 4, value, true);
  });
  for (let slot = 0; slot < slotCount; slot++) {
    const at = 16 + slot * 3;
    view.setUint8(at, fingerprints[slot] ?? 0);
    view.setInt8(at + 1, Math.round(relative(slot, positiveAt) / step));
    view.setInt8(at + 2, Math.round(relative(slot, negativeAt) / step));
  }
  console.log(
    `  ${examples.length} examples, ${candidates.length} features in ${settings.leastTexts} texts or more, ${kept} kept`,
  );
  return packModelFile(sentimentFile, content);
};

/** The factor of the logits under which the held-out labels are most probable. */
const calibrate = (bytes: Uint8Array, heldOut: readonly SentimentExample[]): number => {
  const score = sentimentModel(bytes);
  const rows = heldOut.map(({ text, sentiment }) => ({ scores: score(text), sentiment }));
  const loss = (sharpness: number): number =>
    rows.reduce((sum, { scores, sentiment }) => {
      const all = sentiments.reduce((total, each) => total + scores[each] ** sharpness, 0);
      return sum - Math.log(scores[sentiment] ** sharpness / all);
    }, 0);
  const tried = Array.from({ length: 61 }, (_, at) => 0.4 + at * 0.04);
  return tried.reduce((best, next) => (loss(next) < loss(best) ? next : best));
};

const trial = trainModel([...train.filter((_, at) => at % 8 !== 0), ...chat], 1);
const sharpness = calibrate(trial, heldOut);
const score = sentimentModel(trial);
console.log(report("held-out eighth", macroF1(heldOut, score)));
console.log(
  report(
    "fixtures, adjusting half",
    macroF1(
      readFixtures().filter(({ part }) => part === "adjust"),
      score,
    ),
  ),
);
console.log(`  sharpness ${sharpness.toFixed(2)}`);
writeFileSync(out, trainModel([...train, ...chat], sharpness));

/** Numbers in [0, 1) from a seed: a linear congruential generator (constants of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}
