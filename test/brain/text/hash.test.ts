import fc from "fast-check";
import { expect, test } from "vitest";
import { feedHash, finishHash, hashBytes, hashText, startHash } from "../../../brain/text/hash.ts";

test("feeding unit after unit gives the hash of the whole text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(9), (text, seed) => {
      let state = startHash(seed);
      for (let at = 0; at < text.length; at++) state = feedHash(state, text.charCodeAt(at));
      expect(finishHash(state)).toBe(hashText(text, seed));
    }),
  );
});

test("hashes are unsigned, differ by seed, and never change between versions", () => {
  expect(hashText("ribbon")).toBe(634491117);
  expect(hashText("ribbon", 1)).not.toBe(hashText("ribbon"));
  expect(hashBytes(Uint8Array.of(1, 2, 3))).not.toBe(hashBytes(Uint8Array.of(1, 3, 2)));
});
