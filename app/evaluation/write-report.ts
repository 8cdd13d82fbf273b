import { access, constants, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../../brain/core/errors.ts";

/** UTF-16 units that are written at once. */
const writtenAtOnce = 1_000_000;

/** Makes the folder that reports go to, before anything is spent. @throws {InputError} nothing can be written there */
export const prepareFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK);
  } catch (cause) {
    throw unwritable(path, cause);
  }
};

/**
 * Writes a file that was asked for, for its owner alone: reports hold what people wrote. What comes in pieces is written
 * while it is made: all of a long report may be longer than a string can be.
 * @throws {InputError} it cannot be written
 */
export const writeReport = async (path: string, text: string | Iterable<string>): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, "w", 0o600);
    try {
      for (const piece of batches(typeof text === "string" ? [text] : text)) await file.writeFile(piece);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unwritable(path, cause);
  }
};

/** What node:fs throws has a code; other faults stay what they are. */
const unwritable = (path: string, cause: unknown): unknown => {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (typeof code !== "string") return cause;
  return new InputError(
    { what: `cannot be written (${code})`, where: path, fix: "choose another folder with --out" },
    { cause },
  );
};

function* batches(pieces: Iterable<string>): Iterable<string> {
  let waiting = "";
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < writtenAtOnce) continue;
    yield waiting;
    waiting = "";
  }
  if (waiting !== "") yield waiting;
}
