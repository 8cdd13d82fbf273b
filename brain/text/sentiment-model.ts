import { finishHash } from "./hash.ts";
import { isHostile } from "./hostility.ts";
import { type ModelFileKind, openModelFile } from "./model-file.ts";
import { isPlainReply } from "./plain-replies.ts";
import { sentimentFeatures } from "./sentiment-features.ts";
import { foldText } from "./tokens.ts";

const slots = 1 << 16;
const slotBytes = 3;
const settingBytes = 16;

/**
 * Four little-endian float32 (weight of one quantised step, bias of positive, bias of negative, sharpness), then 65,536
 * slots of three bytes: fingerprint of the feature (0: empty), its weights for positive and for negative (int8).
 */
export const sentimentFile: ModelFileKind = {
  kind: "USEN",
  format: 1,
  size: settingBytes + slots * slotBytes,
  path: "training_data/models/sentiment.bin",
  script: "scripts/train-sentiment.ts",
};

/** Longest text read, in UTF-16 units; a mood shows long before. */
export const sentimentReadLimit = 4000;

/** Probabilities of the three classes (they sum to 1), and whether the text is hostile to its addressee. */
export type SentimentScores = {
  readonly positive: number;
  readonly neutral: number;
  readonly negative: number;
  readonly hostile: boolean;
};

/** The two slots where a feature may lie. */
export const featureSlots = (hash: number): readonly [number, number] => [firstSlot(hash), secondSlot(hash)];
/** What tells a feature from another in its slot: 1 to 255. */
export const featureFingerprint = (hash: number): number => hash >>> 24 || 1;

/** What a plain answer is taken for; a guess, since nothing at hand has such answers with labels from a chat. */
const plainScores: SentimentScores = { positive: 0.12, neutral: 0.8, negative: 0.08, hostile: false };

const firstSlot = (hash: number): number => hash & (slots - 1);
const secondSlot = (hash: number): number => finishHash(hash ^ 0x6a09e667) & (slots - 1);

/**
 * Scores texts with a softmax regression on hashed features, neutral being the zero point. Only features that the training
 * kept are stored, each with a fingerprint: a feature never seen adds nothing (but one time in a hundred), where plain
 * hashing would add another feature's weight. Linear in the text's length, and bounded by `sentimentReadLimit`.
 * @throws {ProgramError} damaged: `weights` is not the file that was shipped
 */
export const sentimentModel = (weights: Uint8Array): ((text: string) => SentimentScores) => {
  const content = openModelFile(sentimentFile, weights);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [step, positiveBias, negativeBias, sharpness] = [0, 4, 8, 12].map((at) => view.getFloat32(at, true));
  const table = content.subarray(settingBytes);
  const signed = new Int8Array(table.buffer, table.byteOffset, table.length);
  const read = sentimentFeatures();

  return (text) => {
    const raw = text.length > sentimentReadLimit ? text.slice(0, sentimentReadLimit) : text;
    const folded = foldText(raw, sentimentReadLimit);
    if (isPlainReply(folded)) return plainScores;
    const hostile = isHostile(folded);
    let [positive, negative] = [0, 0];
    read({ raw, folded, hostile }, (hash, value) => {
      const fingerprint = featureFingerprint(hash);
      let at = firstSlot(hash) * slotBytes;
      if (table[at] !== fingerprint) {
        at = secondSlot(hash) * slotBytes;
        if (table[at] !== fingerprint) return;
      }
      positive += (signed[at + 1] ?? 0) * value;
      negative += (signed[at + 2] ?? 0) * value;
    });
    const scale = step ?? 0;
    return {
      ...probabilities(
        (positive * scale + (positiveBias ?? 0)) * (sharpness ?? 1),
        (negative * scale + (negativeBias ?? 0)) * (sharpness ?? 1),
      ),
      hostile,
    };
  };
};

const probabilities = (positive: number, negative: number): Omit<SentimentScores, "hostile"> => {
  const top = Math.max(positive, negative, 0);
  const [p, n, o] = [Math.exp(positive - top), Math.exp(negative - top), Math.exp(-top)];
  const sum = p + n + o;
  return { positive: p / sum, neutral: o / sum, negative: n / sum };
};
