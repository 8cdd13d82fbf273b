import { describe, expect, it } from "vitest";
import type { Embedder } from "../../brain/core/ports.ts";
import { faultOf } from "./model-connection.ts";

export type EmbedderUnderTest = { readonly embedder: Embedder; readonly close?: () => Promise<void> };

/** What every embedder does, local or behind a server. `make` gives a fresh one. */
export const embedderContract = (name: string, make: () => Promise<EmbedderUnderTest>): void => {
  const using = async (work: (embedder: Embedder) => Promise<void>) => {
    const { embedder, close } = await make();
    try {
      await work(embedder);
    } finally {
      await close?.();
    }
  };
  const texts = ["the ribbon is dry again", "coffee first, then the letters", "naïve 😀 日本語"];
  const rowsOf = async (embedder: Embedder, all: readonly string[]) => {
    const { dimensions } = await embedder.identity();
    const vectors = await embedder.embed(all);
    expect(vectors).toHaveLength(all.length * dimensions);
    return all.map((_, row) => [...vectors.subarray(row * dimensions, (row + 1) * dimensions)]);
  };

  describe(`${name} as an embedder`, () => {
    it("has an identity that stays", () =>
      using(async (embedder) => {
        const identity = await embedder.identity();
        expect(identity.dimensions).toBeGreaterThan(0);
        expect(identity.provider && identity.model && identity.version).not.toBe("");
        await embedder.embed(texts);
        expect(await embedder.identity()).toEqual(identity);
      }));

    it("gives one row of unit length a text", () =>
      using(async (embedder) => {
        for (const row of await rowsOf(embedder, texts)) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
      }));

    it("gives a text the same vector wherever it stands", () =>
      using(async (embedder) => {
        const many = Array.from({ length: 150 }, (_, index) => `${texts[index % 3]} ${index}`);
        const rows = await rowsOf(embedder, many);
        for (const index of [0, 63, 64, 149]) {
          const [alone] = await rowsOf(embedder, [many[index] ?? ""]);
          expect(rows[index]).toEqual(alone);
        }
      }));

    it("gives zeros for a text with nothing in it, alone or among others", () =>
      using(async (embedder) => {
        const [blank, word, empty] = await rowsOf(embedder, [" \n ", texts[0] ?? "", ""]);
        expect(blank?.every((value) => value === 0)).toBe(true);
        expect(empty?.every((value) => value === 0)).toBe(true);
        expect(Math.hypot(...(word ?? []))).toBeCloseTo(1, 5);
        const [alone] = await rowsOf(embedder, [""]);
        expect(alone?.every((value) => value === 0)).toBe(true);
      }));

    it("gives an empty matrix for no texts", () =>
      using(async (embedder) => {
        expect(await embedder.embed([])).toHaveLength(0);
      }));

    it("takes 100,000 characters and broken surrogates", () =>
      using(async (embedder) => {
        const [long, broken] = await rowsOf(embedder, ["words ".repeat(17_000), "half \ud83d a pair"]);
        expect(Math.hypot(...(long ?? []))).toBeCloseTo(1, 5);
        expect(Math.hypot(...(broken ?? []))).toBeCloseTo(1, 5);
      }));

    it("ends with code aborted when the signal has fired", () =>
      using(async (embedder) => {
        const fault = await faultOf(embedder.embed(texts, { signal: AbortSignal.abort() }));
        expect(fault).toMatchObject({ code: "aborted", retryable: false });
      }));
  });
};
