import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { CachedCall, CallCache } from "../brain/core/ports.ts";
import { makeFolder } from "./make-folder.ts";
import { errnoOf, StoreError } from "./store-error.ts";

const count = z.int().min(0);

/** One file. `sum` covers the rest, `key` too: a file that was torn, changed or moved is none. */
const callFile = z.strictObject({
  key: z.string(),
  call: z.strictObject({ text: z.string(), promptTokens: count, completionTokens: count, ms: z.number().min(0) }),
  sum: z.string(),
});

/**
 * Answered model calls in `directory`, a file each: `ab/<key>.json`, to be read by its owner alone, since it holds what a
 * model said. A file is put in its place whole; what cannot be read is asked anew. Nothing waits for the disk: after a
 * loss of power the last ones may be missing, or damaged and then found out.
 */
export const callCache = ({ directory }: { readonly directory: string }): CallCache => ({
  async get(key) {
    try {
      return decode(key, await readFile(pathOf(directory, key), "utf8"));
    } catch {
      return undefined; // missing, or not to be read
    }
  },

  async put(key, { text, promptTokens, completionTokens, ms }) {
    const path = pathOf(directory, key);
    const draft = `${path}.${randomUUID()}.tmp`;
    try {
      await writeNew(draft, encode(key, { text, promptTokens, completionTokens, ms }));
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new StoreError("unwritable", path, error);
    }
  },
});

/** A key that is no hash gets one, so that it is a name on every file system. */
const pathOf = (directory: string, key: string): string => {
  const name = /^[0-9a-f]{64}$/.test(key) ? key : sha256(key);
  return join(directory, name.slice(0, 2), `${name}.json`);
};

const encode = (key: string, call: CachedCall): string =>
  `${JSON.stringify({ key, call, sum: sumOf(key, call) } satisfies z.infer<typeof callFile>)}\n`;

const decode = (key: string, json: string): CachedCall | undefined => {
  const { call, ...file } = callFile.parse(JSON.parse(json));
  return file.key === key && file.sum === sumOf(key, call) ? call : undefined;
};

const sumOf = (key: string, { text, promptTokens, completionTokens, ms }: CachedCall): string =>
  sha256(JSON.stringify([key, text, promptTokens, completionTokens, ms])).slice(0, 16);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A file for its owner alone; its folder is made where there is none. */
const writeNew = async (path: string, data: string): Promise<void> => {
  const write = () => writeFile(path, data, { flag: "wx", mode: 0o600 });
  try {
    await write();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    await makeFolder(dirname(path));
    await write();
  }
};
