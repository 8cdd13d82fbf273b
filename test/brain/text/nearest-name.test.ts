import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearestName } from "../../../brain/text/nearest-name.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 7 });

test("editDistance is symmetric, zero for equals only, and at most the longer word", () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test("one insertion, deletion, change or swap of neighbours is one slip", () => {
  expect(["voce", "voicee", "vaice", "vioce"].map((slip) => editDistance(slip, "voice"))).toEqual([1, 1, 1, 1]);
});

test("nearestName sees through case and separators, and stays silent on strangers", () => {
  const known = ["time_zone", "safe_replies", "bio"];
  expect(nearestName("timeZone", known)).toBe("time_zone");
  expect(nearestName("Safe-Reply", known)).toBe("safe_replies");
  expect(nearestName("colour", known)).toBeUndefined();
  expect(nearestName("boi", known)).toBe("bio");
});
