import { randomUUID } from "node:crypto";
import { renameSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { StoreError } from "./store-error.ts";
import { withLock } from "./with-lock.ts";

export type FileToWrite = { readonly path: string; readonly data: string | Uint8Array };

/**
 * Writes the files of one folder, each whole or not at all, to be read by their owner alone; the folder is created where
 * there is none. All are on the disk before the first is put in its place, in the order given, and no other process does
 * the same in between. Only a crash in that very moment can leave some old and some new.
 * @throws {StoreError} unwritable; what was there before is still there
 */
export const writeTogether = async (files: readonly FileToWrite[]): Promise<void> => {
  const drafts = files.map((file) => ({ ...file, draft: draftOf(file.path) }));
  const folder = dirname(files[0]?.path ?? "");
  let current = folder;
  try {
    await makeFolder(folder);
    for (const { path, data, draft } of drafts) {
      current = path;
      await writeDurably(draft, data);
    }
    await withLock(join(folder, ".lock"), () => {
      for (const { path, draft } of drafts) {
        current = path;
        renameSync(draft, path);
      }
    });
    await syncFolder(folder);
  } catch (error) {
    for (const { draft } of drafts) await removeQuietly(draft);
    throw new StoreError("unwritable", current, error);
  }
};

const draftOf = (path: string): string => `${path}.${randomUUID()}.tmp`;

/** After a fault: that one is to be told, not this one. */
const removeQuietly = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);

/** Waits until the disk has it. */
const writeDurably = async (path: string, data: string | Uint8Array): Promise<void> => {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** Waits until the disk has the names in a folder. Where the system cannot (Windows), a rename is as durable as it gets. */
const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // As said above.
  }
};
