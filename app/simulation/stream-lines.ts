import { createReadStream } from "node:fs";
import { InputError } from "../../brain/core/errors.ts";
import { errnoOf } from "../../store/store-error.ts";

/** Longest line that is read, in bytes: a longer one is a mistake, and is told instead of filling the memory. */
const longestLine = 16 * 2 ** 20;

export type FileLine = {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Why the line cannot be used. */
  readonly problem?: string;
  /** False for a last line without its end. */
  readonly isEnded: boolean;
};

/** The lines of a UTF-8 file, one after the other, so that no file is too large. Blank ones are passed over. @throws {InputError} the file cannot be read */
export async function* streamLines(path: string): AsyncGenerator<FileLine> {
  let held: Buffer[] = [];
  let size = 0;
  let number = 0;
  const take = (last: Buffer, isEnded: boolean): FileLine | undefined => {
    number++;
    const isTooLong = size + last.length > longestLine;
    const bytes = isTooLong ? Buffer.alloc(0) : Buffer.concat([...held, last]);
    held = [];
    size = 0;
    if (isTooLong) return { number, text: "", problem: `longer than ${longestLine / 2 ** 20} MB`, isEnded };
    const line = decode(bytes, number === 1);
    return line.problem === undefined && line.text.trim() === "" ? undefined : { number, ...line, isEnded };
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
      let rest = chunk as Buffer; // no encoding was set
      for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10)) {
        const line = take(rest.subarray(0, at), true);
        if (line) yield line;
        rest = rest.subarray(at + 1);
      }
      size += rest.length;
      if (size <= longestLine) held.push(rest);
    }
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    const what = errno === "ENOENT" ? "there is no such file" : `cannot be read (${errno})`;
    throw new InputError({ what, where: path }, { cause });
  }
  const line = size > 0 ? take(Buffer.alloc(0), false) : undefined;
  if (line) yield line;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const decode = (bytes: Uint8Array, isFirst: boolean): { text: string; problem?: string } => {
  try {
    const text = strict.decode(bytes);
    return { text: (isFirst ? text.replace(/^\uFEFF/, "") : text).replace(/\r$/, "") };
  } catch {
    return { text: "", problem: "not UTF-8" };
  }
};
