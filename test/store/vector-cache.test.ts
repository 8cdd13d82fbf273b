import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StoreError } from "../../store/store-error.ts";
import { vectorCache } from "../../store/vector-cache.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "vectors-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));
const fresh = () => mkdtemp(join(root, "cache-"));
const keys = [`ab${"01".repeat(31)}`, `ab${"23".repeat(31)}`] as const;
const fileOf = (directory: string, key: string) => join(directory, "ab", `${key}.f32`);

describe("a cache of vectors on disk", () => {
  it("gives the very numbers again, also of a part of a matrix", async () => {
    const directory = join(await fresh(), "deep");
    const matrix = Float32Array.of(9, 0.6, -0.8, 9);
    await vectorCache({ directory }).put(keys[0], matrix.subarray(1, 3));
    expect(await vectorCache({ directory }).get(keys[0])).toEqual(Float32Array.of(0.6, -0.8));
    expect(await vectorCache({ directory }).get(keys[1])).toBeUndefined();
  });

  it("knows nothing of a file that was torn, changed or moved", async () => {
    const directory = await fresh();
    const cache = vectorCache({ directory });
    await cache.put(keys[0], Float32Array.of(0.6, -0.8));
    const file = await readFile(fileOf(directory, keys[0]));
    for (let left = 0; left < file.length; left++) {
      await writeFile(fileOf(directory, keys[0]), file.subarray(0, left));
      expect(await cache.get(keys[0])).toBeUndefined();
    }
    for (let at = 0; at < file.length; at++) {
      await writeFile(
        fileOf(directory, keys[0]),
        file.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      expect(await cache.get(keys[0])).toBeUndefined();
    }
    await writeFile(fileOf(directory, keys[0]), file);
    await rename(fileOf(directory, keys[0]), fileOf(directory, keys[1]));
    expect(await cache.get(keys[1])).toBeUndefined();
  });

  it("tells what could not be written", async () => {
    const directory = await fresh();
    await writeFile(join(directory, "ab"), "in the way");
    await expect(vectorCache({ directory }).put(keys[0], Float32Array.of(1))).rejects.toThrow(StoreError);
  });
});
