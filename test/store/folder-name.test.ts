import fc from "fast-check";
import { expect, it } from "vitest";
import { folderName } from "../../store/folder-name.ts";

const identity = fc.record({
  provider: fc.string({ unit: "binary" }),
  model: fc.string({ unit: "binary" }),
  dimensions: fc.integer({ min: 1 }),
  version: fc.string(),
});

it("is short and made of lower-case letters, digits and hyphens for any embedder", () => {
  fc.assert(
    fc.property(identity, (embedder) => {
      expect(folderName(embedder)).toMatch(/^[a-z0-9][a-z0-9-]{0,70}$/);
    }),
  );
});

it("differs, even where upper and lower case are one, for different embedders", () => {
  fc.assert(
    fc.property(identity, identity, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(folderName(one)).not.toBe(folderName(other));
    }),
  );
});

it("lets a person recognise the embedder", () => {
  const embedder = { provider: "together", model: "BAAI/bge-base-en-v1.5", dimensions: 768, version: "1" };
  expect(folderName(embedder)).toMatch(/^together-baai-bge-base-en-v1-5-[0-9a-f]{16}$/);
});
