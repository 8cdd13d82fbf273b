import { chmodSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstInvalidByte, readTextFile } from "../../app/read-text-file.ts";
import { InputError } from "../../brain/core/errors.ts";
import { rejection, temporaryFolder } from "./temporary-folder.ts";

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

describe("readTextFile", () => {
  test("any text comes back as it was written, without a byte order mark", async () => {
    const { write } = temporaryFolder();
    const text = "Olá — 你好 🎞️\r\nline two";
    expect(await readTextFile(write("plain.txt", text))).toBe(text);
    expect(await readTextFile(write("marked.txt", `\uFEFF${text}`))).toBe(text);
  });

  test.each([
    ["empty", "", /is empty/],
    ["blank", " \n\t\n", /is empty/],
    ["a mark and nothing else", "\uFEFF", /is empty/],
    ["UTF-16, little end first", bytes([0xff, 0xfe], "h\0i\0"), /UTF-16[\s\S]*save it again as UTF-8/],
    ["UTF-16, big end first", bytes([0xfe, 0xff], "\0h\0i"), /UTF-16/],
    ["UTF-32", bytes([0xff, 0xfe, 0, 0], "h\0\0\0"), /UTF-32/],
    ["binary", bytes("ab\ncd", [0], "e"), /NUL byte \(line 2, byte 5/],
    ["Latin-1", bytes("one\ntwo caf", [0xe9], " three"), /not UTF-8 \(line 2, byte 11/],
    ["cut within a character", bytes("one 🎞".slice(0, 4), [0xf0, 0x9f, 0x8e]), /half-written/],
  ])("a file that is %s is refused with the reason", async (_, content, reason) => {
    const { write } = temporaryFolder();
    const error = await rejection(readTextFile(write("bad.txt", content)));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(reason);
    expect(error.message).toContain("bad.txt");
  });

  test("a missing file and a folder are told apart", async () => {
    const { folder } = temporaryFolder();
    expect((await rejection(readTextFile(join(folder, "none.json")))).message).toMatch(/there is no such file/);
    expect((await rejection(readTextFile(folder))).message).toMatch(/is a folder/);
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read is refused", async () => {
    const { write } = temporaryFolder();
    const path = write("secret.txt", "x");
    chmodSync(path, 0o000);
    expect((await rejection(readTextFile(path))).message).toMatch(/may not be read/);
  });

  test("a file of the limit is read, one byte more is refused", async () => {
    const { write } = temporaryFolder();
    const maxBytes = 3 * 1024;
    expect(await readTextFile(write("fits.txt", "x".repeat(maxBytes)), { maxBytes })).toHaveLength(maxBytes);
    const error = await rejection(readTextFile(write("big.txt", "x".repeat(maxBytes + 1)), { maxBytes }));
    expect(error.message).toMatch(/larger than 3 KB/);
  });
});

describe("firstInvalidByte", () => {
  test("finds nothing in any text, and the first wrong byte in any bytes", () => {
    const valid = (part: Uint8Array) => {
      try {
        new TextDecoder("utf-8", { fatal: true }).decode(part);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => firstInvalidByte(Buffer.from(text)) === -1),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uint8Array({ minLength: 1, maxLength: 8 }), (text, noise) => {
        const whole = Buffer.concat([Buffer.from(text), noise]);
        const at = firstInvalidByte(whole);
        expect(at === -1).toBe(valid(whole));
        if (at === -1) return;
        expect(valid(whole.subarray(0, at))).toBe(true);
        // A sequence that starts there is never valid, however many of its bytes are taken.
        for (let length = 1; length <= 4 && at + length <= whole.length; length++) {
          expect(valid(whole.subarray(at, at + length))).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
