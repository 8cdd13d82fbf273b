import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { errnoOf, StoreError } from "./store-error.ts";

export type KeyedFiles = {
  /** `undefined` where it is missing, or not to be read. */
  read(key: string): Promise<Buffer | undefined>;
  /** Puts a file in its place whole. @throws {StoreError} unwritable */
  write(key: string, data: string | Uint8Array): Promise<void>;
};

/**
 * Files in `directory` by the keys of what they hold, `ab/<key>.<extension>`, each to be read by its owner alone. Nothing
 * waits for the disk: after a loss of power the last ones may be missing or damaged, which their reader has to find out.
 */
export const keyedFiles = (directory: string, extension: string): KeyedFiles => {
  const pathOf = (key: string): string => {
    // A key that is no hash gets one, so that it is a name on every file system.
    const name = /^[0-9a-f]{64}$/.test(key) ? key : createHash("sha256").update(key).digest("hex");
    return join(directory, name.slice(0, 2), `${name}.${extension}`);
  };
  return {
    async read(key) {
      try {
        return await readFile(pathOf(key));
      } catch {
        return undefined;
      }
    },
    async write(key, data) {
      const path = pathOf(key);
      const draft = `${path}.${randomUUID()}.tmp`;
      try {
        await writeNew(draft, data);
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw new StoreError("unwritable", path, error);
      }
    },
  };
};

/** A file for its owner alone; its folder is made where there is none. */
const writeNew = async (path: string, data: string | Uint8Array): Promise<void> => {
  const write = () => writeFile(path, data, { flag: "wx", mode: 0o600 });
  try {
    await write();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    await makeFolder(dirname(path));
    await write();
  }
};
