import fc from "fast-check";
import { expect, test } from "vitest";
import { ProgramError } from "../../../brain/core/errors.ts";
import { type ModelFileKind, openModelFile, packModelFile } from "../../../brain/text/model-file.ts";

const kind: ModelFileKind = {
  kind: "TEST",
  format: 1,
  size: 8,
  path: "models/test.bin",
  script: "scripts/make-test.ts",
};
const content = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

test("gives back what was packed", () => {
  expect(openModelFile(kind, packModelFile(kind, content))).toEqual(content);
});

test("any single changed byte is noticed, but for the three that are kept free", () => {
  fc.assert(
    fc.property(fc.nat(23), fc.integer({ min: 1, max: 255 }), (at, change) => {
      fc.pre(at < 5 || at > 7);
      const bytes = packModelFile(kind, content);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      expect(() => openModelFile(kind, bytes)).toThrow(ProgramError);
    }),
  );
});

test.each([
  ["empty", new Uint8Array()],
  ["cut short", packModelFile(kind, content).subarray(0, 20)],
  ["too long", Uint8Array.of(...packModelFile(kind, content), 0)],
  ["of another kind", packModelFile({ ...kind, kind: "ELSE" }, content)],
  ["of another format", packModelFile({ ...kind, format: 2 }, content)],
])("a file that is %s is named, with how to restore it", (_, bytes) => {
  expect(() => openModelFile(kind, bytes)).toThrow(/models\/test\.bin[\s\S]*git checkout -- models\/test\.bin/);
});
