import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifierFile, openClassifier } from "../../../brain/text/classifier.ts";
import { type LabelledText, thresholdAt, trainClassifier } from "../../../scripts/train-classifier.ts";

const file = classifierFile({ kind: "UTST", path: "models/pets.bin", script: "scripts/train-pets.ts", bits: 13 });
const pets = ["cat", "dog", "rabbit", "parrot", "hamster", "horse"];
const things = ["table", "bridge", "train", "lamp", "sofa", "garden"];
const sentences = [
  "I saw a … today",
  "my … is old now",
  "do you like the …?",
  "the … was so loud",
  "a … and nothing else",
];
const examples: readonly LabelledText[] = sentences.flatMap((sentence) => [
  ...pets.map((word) => ({ text: sentence.replace("…", word), label: 1 as const })),
  ...things.map((word) => ({ text: sentence.replace("…", word), label: 0 as const })),
]);
const { bytes, report } = trainClassifier(examples, { file });
const classifier = openClassifier(file, bytes);

describe("a small classifier", () => {
  it("tells texts apart that it was not shown", () => {
    expect(classifier.score("we have a dog and a parrot")).toBeGreaterThan(0.7);
    expect(classifier.score("we have a sofa and a lamp")).toBeLessThan(0.3);
  });

  it("gives each example an answer of a model that had not seen it", () => {
    expect(report.heldOut).toHaveLength(examples.length);
    const right = examples.filter(({ label }, at) => (report.heldOut[at] ?? 0) > 0.5 === (label === 1));
    expect(right.length / examples.length).toBeGreaterThan(0.9);
  });

  it("comes out the same, byte for byte, from the same examples", () => {
    expect(trainClassifier(examples, { file }).bytes).toEqual(bytes);
    expect(trainClassifier(examples, { file, seed: 8 }).bytes).not.toEqual(bytes);
  });

  it("reads lookalike, fullwidth and decorated letters as the letters they stand for", () => {
    const plain = classifier.margin("the parrot was here");
    const weigh = (text: string) => Math.abs(classifier.margin(text) - plain);
    // The shape of the text counts too, hence not the same number.
    for (const text of ["the pаrrоt was here", "the ｐａｒｒｏｔ was here", "the p\u200barrot was here"]) {
      expect(weigh(text)).toBeLessThan(Math.abs(plain));
    }
  });

  it("learns what the caller found in a text", () => {
    const timed = Array.from({ length: 60 }, (_, hour) => hour).flatMap((hour) => [
      { text: `see you at ${hour}`, label: 1 as const, extra: ["place"] },
      { text: `see you at ${hour}`, label: 0 as const },
    ]);
    const model = openClassifier(file, trainClassifier(timed, { file }).bytes);
    expect(model.score("see you at 9", ["place"])).toBeGreaterThan(0.6);
    expect(model.score("see you at 9")).toBeLessThan(0.4);
  });

  it("gives a probability for any text, always the same", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.array(fc.string()), (text, extra) => {
        const score = classifier.score(text, extra);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(openClassifier(file, bytes).score(text, extra)).toBe(score);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it("reads head and tail of a text of any length", () => {
    const filler = "and so on and on. ".repeat(60_000);
    expect(classifier.score(`${filler} my cat, my dog`)).not.toBe(classifier.score(`${filler} my sofa, my lamp`));
    expect(classifier.score(`my cat, my dog ${filler}`)).not.toBe(classifier.score(`my sofa, my lamp ${filler}`));
  });
});

describe("a classifier's file", () => {
  const broken = (change: (copy: Uint8Array) => Uint8Array) => () =>
    openClassifier(file, change(Uint8Array.from(bytes)));

  it.each([
    ["cut short", (copy: Uint8Array) => copy.slice(0, -1)],
    ["empty", () => new Uint8Array()],
    ["changed in one bit", (copy: Uint8Array) => copy.with(5000, (copy[5000] ?? 0) ^ 1)],
    ["of another kind", (copy: Uint8Array) => copy.with(0, 0x58)],
    ["of another format", (copy: Uint8Array) => copy.with(4, 9)],
  ])("that is %s is refused, and the error says how to get it back", (_, change) => {
    expect(broken(change)).toThrow(/models\/pets\.bin cannot be used[\s\S]*scripts\/train-pets\.ts/);
  });

  it("of another size is refused", () => {
    const larger = classifierFile({ ...file, bits: 14 });
    expect(() => openClassifier(larger, bytes)).toThrow(/cannot be used/);
  });
});

describe("choosing a threshold", () => {
  it("leaves at most the wished share of negatives at or above it", () => {
    const scores = Array.from({ length: 1000 }, (_, at) => at / 1000);
    const threshold = thresholdAt(scores, 0.01);
    expect(scores.filter((score) => score >= threshold).length).toBeLessThanOrEqual(10);
    expect(threshold).toBeLessThan(0.995);
  });

  it("refuses to train on one label alone", () => {
    expect(() => trainClassifier([{ text: "a", label: 1 }], { file })).toThrow(/both labels/);
  });
});
