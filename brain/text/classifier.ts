import { classifierFeatures } from "./classifier-features.ts";
import { finishHash } from "./hash.ts";
import { type ModelFileKind, openModelFile } from "./model-file.ts";

export const settingBytes = 8;
export const slotBytes = 3;

/** A file of one small yes-or-no classifier, with 2^`bits` slots (13 to 16; three bytes each). */
export type ClassifierFile = ModelFileKind & { readonly bits: number };

/** Says whether a text is of a kind. `extra` are names of what the caller found in it ("place"), as in the training. */
export type Classifier = {
  /** Calibrated probability, 0–1. The same for the same text on every machine. */
  score(text: string, extra?: readonly string[]): number;
  /** Its log-odds: negative means no. */
  margin(text: string, extra?: readonly string[]): number;
};

/**
 * Describes a classifier's file by its four-letter `kind`, its `path` and `script` (for errors) and its size. The content:
 * two little-endian float32 (log-odds of one quantised step, bias), then slots of three bytes: the fingerprint of a feature
 * (16 bits little-endian, 0: empty) and its weight (int8).
 */
export const classifierFile = (
  file: Pick<ModelFileKind, "kind" | "path" | "script"> & { readonly bits: number },
): ClassifierFile => ({ ...file, format: 1, size: settingBytes + 2 ** file.bits * slotBytes });

/** The two slots, of 2^`bits`, where a feature may lie. */
export const classifierSlots = (hash: number, bits: number): readonly [number, number] => [
  hash & (2 ** bits - 1),
  otherSlot(hash, 2 ** bits - 1),
];
/** What tells a feature from another in its slot: 1 to 65,535. */
export const classifierFingerprint = (hash: number): number => hash >>> 16 || 1;

const otherSlot = (hash: number, mask: number): number => finishHash(hash ^ 0x6a09e667) & mask;

/**
 * Opens a classifier made by `trainClassifier`: a logistic regression on hashed features. Only features that the training
 * kept are stored, with fingerprints, so that what was never seen adds nothing (but once in some thirty thousand). Linear
 * in the text's length, and bounded (see `classifier-features.ts`).
 * @throws {ProgramError} damaged: `bytes` is not the file that was shipped
 */
export const openClassifier = (file: ClassifierFile, bytes: Uint8Array): Classifier => {
  const content = openModelFile(file, bytes);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [step, bias] = [view.getFloat32(0, true), view.getFloat32(4, true)];
  const count = 2 ** file.bits;
  const mask = count - 1;
  const fingerprints = new Uint16Array(count);
  const weights = new Int8Array(count);
  for (let slot = 0; slot < count; slot++) {
    fingerprints[slot] = view.getUint16(settingBytes + slot * slotBytes, true);
    weights[slot] = view.getInt8(settingBytes + slot * slotBytes + 2);
  }
  const read = classifierFeatures();
  let sum = 0;
  const add = (hash: number, value: number): void => {
    const fingerprint = classifierFingerprint(hash);
    let slot = hash & mask;
    if (fingerprints[slot] !== fingerprint) {
      slot = otherSlot(hash, mask);
      if (fingerprints[slot] !== fingerprint) return;
    }
    sum += (weights[slot] ?? 0) * value;
  };
  const margin = (text: string, extra: readonly string[] = []): number => {
    sum = 0;
    read(text, extra, add);
    return sum * step + bias;
  };
  return { margin, score: (text, extra) => 1 / (1 + Math.exp(-margin(text, extra))) };
};
