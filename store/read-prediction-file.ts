import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** Whether a file is compressed, whatever it is called. */
export const isGzip = async (file: FileHandle): Promise<boolean> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
};

/** The bytes of a file from its beginning, each piece when it is asked for. */
export async function* bytesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(piece), 0, piece, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** A line of a file: its number from 1, and `undefined` for what is too long to be one. */
export type NumberedLine = readonly [number: number, text: string | undefined];

/** Bytes of the longest line that is read: a turn takes some thousands. */
const longestLine = 16_000_000;
/** Bytes that are read at once. */
const piece = 262_144;
const newline = "\n".charCodeAt(0);

/**
 * The whole lines of a file, compressed or not, in the pieces in which they are read; the rest after the last of them is left
 * alone. What is decompressed is read once, and what is not no faster than it is used. Faults are the file system's and zlib's.
 */
export async function* linesOf(file: FileHandle): AsyncGenerator<readonly NumberedLine[]> {
  const chunks = (await isGzip(file)) ? gunzipped(file) : bytesOf(file);
  let number = 0;
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const piece = chunk.subarray(start, end);
      start = end + 1;
      number++;
      const isTooLong = size + piece.length > longestLine;
      lines.push([number, isTooLong ? undefined : Buffer.concat([...held, piece]).toString("utf8")]);
      held = [];
      size = 0;
    }
    size += chunk.length - start;
    // Of what is too long only the length is kept.
    if (size > longestLine) held = [];
    else if (start < chunk.length) held.push(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
}

/** A line of a file: where it begins, and `undefined` for what is too long to be one. */
export type PlacedLine = { readonly offset: number; readonly text: string | undefined };

/** The whole lines of a file that is not compressed, the last one first, read from its end as they are used. Faults are the file system's. */
export async function* linesBackwards(file: FileHandle): AsyncGenerator<PlacedLine> {
  let from = (await file.stat()).size;
  /** What follows of the line that is being read; `undefined` before the first end of one. */
  let held: Buffer[] | undefined;
  let size = 0;
  const lineOf = (beginning: Buffer, offset: number, rest: readonly Buffer[]): PlacedLine => {
    const isTooLong = size + beginning.length > longestLine;
    return { offset, text: isTooLong ? undefined : Buffer.concat([beginning, ...rest]).toString("utf8") };
  };
  while (from > 0) {
    const start = Math.max(0, from - piece);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(from - start), 0, from - start, start);
    let rest = buffer.subarray(0, bytesRead);
    for (let end = rest.lastIndexOf(newline); end !== -1; end = rest.lastIndexOf(newline)) {
      if (held !== undefined) yield lineOf(rest.subarray(end + 1), start + end + 1, held);
      held = [];
      size = 0;
      rest = rest.subarray(0, end);
    }
    size += rest.length;
    if (size > longestLine) held = held && [];
    else held?.unshift(rest);
    from = start;
  }
  if (held !== undefined) yield lineOf(Buffer.alloc(0), 0, held);
}

/** The number of the line that begins at `offset`. */
export const lineAt = async (file: FileHandle, offset: number): Promise<number> => {
  let number = 1;
  let at = 0;
  for await (const chunk of bytesOf(file)) {
    for (let end = chunk.indexOf(newline); end !== -1 && at + end < offset; end = chunk.indexOf(newline, end + 1))
      number++;
    at += chunk.length;
    if (at >= offset) break;
  }
  return number;
};

const gunzipped = (file: FileHandle): AsyncIterable<Buffer> => {
  const source = Readable.from(bytesOf(file));
  const plain = source.pipe(createGunzip());
  source.once("error", (error) => plain.destroy(error));
  plain.once("close", () => source.destroy());
  return plain;
};
