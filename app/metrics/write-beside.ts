import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { errnoOf } from "../../store/store-error.ts";

/**
 * Writes a file that another program reads at any moment: beside its place, then renamed, so that no reader ever sees half
 * of it. Others may read it (that is what it is for); its draft's name does not end as the file's does, as collectors want it.
 * @throws {InputError} it cannot be written there; what was there before still is
 */
export const writeBeside = async (path: string, text: string): Promise<void> => {
  const target = resolve(path);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    if ((await stat(target).catch(() => undefined))?.isDirectory()) throw refuse(path, "is a folder");
    const file = await open(draft, "w", 0o644);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined);
    if (cause instanceof InputError) throw cause;
    throw refuse(path, `cannot be written (${errnoOf(cause) ?? "unknown fault"})`, cause);
  }
};

const refuse = (where: string, what: string, cause?: unknown): InputError =>
  new InputError({ what, where, expected: "a file in a folder that is there and may be written" }, { cause });
