import fc from "fast-check";
import { expect, test } from "vitest";
import { featureCounts } from "../../../brain/text/feature-counts.ts";

test("counts as a map does, in order of first occurrence, however often it is emptied and used again", () => {
  const counts = featureCounts();
  fc.assert(
    fc.property(fc.array(fc.nat(300).map((small) => small * 4096)), (hashes) => {
      counts.clear();
      const expected = new Map<number, number>();
      for (const hash of hashes) {
        counts.add(hash);
        expected.set(hash, (expected.get(hash) ?? 0) + 1);
      }
      const found: [number, number][] = [];
      counts.visit((hash, count) => found.push([hash, count]));
      expect(found).toEqual([...expected]);
      expect(counts.size()).toBe(expected.size);
    }),
  );
});

test("grows past its first room and counts on", () => {
  const counts = featureCounts();
  for (let round = 0; round < 2; round++) for (let hash = 0; hash < 20_000; hash++) counts.add(hash * 7919);
  let twice = 0;
  counts.visit((_, count) => {
    if (count === 2) twice++;
  });
  expect(twice).toBe(20_000);
});
