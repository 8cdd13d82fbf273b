import { open, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { errnoOf } from "../../store/store-error.ts";
import { writeReasons } from "../write-reasons.ts";

/** Writes a text that comes in pieces to a file for its owner alone, never over another one, and returns its path; a fault of `pieces` leaves no file. @throws {InputError} it cannot be written there */
export const writePieces = async (pieces: AsyncIterable<string>, path: string, cwd: string): Promise<string> => {
  const wanted = resolve(cwd, path.replace(/^~(?=$|\/)/, homedir()));
  const refuse = (error: unknown): never => {
    const code = errnoOf(error) ?? "unknown fault";
    if (code === "EEXIST") {
      throw new InputError({ what: "is there already", where: wanted, fix: "give another name, or remove it" });
    }
    throw new InputError({ what: `cannot be written: ${writeReasons[code] ?? code}`, where: wanted }, { cause: error });
  };
  const file = await open(wanted, "wx", 0o600).catch(refuse);
  try {
    for await (const piece of pieces) await file.writeFile(piece).catch(refuse);
    await file.close().catch(refuse);
    return wanted;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(wanted, { force: true }).catch(() => undefined); // half of it is of no use to anybody
    throw error;
  }
};
