import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { InputError } from "../brain/core/errors.ts";

/**
 * 64 MiB, some 100,000 conversations. A larger file is refused at once: embedding and searching it would take minutes
 * and gigabytes, which a chat's start must not.
 */
export const maxFileBytes = 64 * 1024 * 1024;

/**
 * The text of a UTF-8 file, without its byte order mark. A pipe (`/dev/fd/3`) does as well as a file; never more than
 * `maxBytes` are held.
 * @throws {InputError} missing, a folder, not permitted, empty, too large, binary, another encoding; with the place.
 */
export const readTextFile = async (
  path: string,
  { maxBytes = maxFileBytes, mayBeEmpty = false }: { readonly maxBytes?: number; readonly mayBeEmpty?: boolean } = {},
): Promise<string> => decode(await readBytes(path, maxBytes), path, mayBeEmpty);

/** The text of such a file whose bytes were read already. @throws {InputError} the same */
export const textOf = (bytes: Buffer, path: string): string => decode(bytes, path, false);

/** Index of the first byte that does not belong to well-formed UTF-8 (RFC 3629), or −1. */
export const firstInvalidByte = (bytes: Uint8Array): number => {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0) return at;
    // These leads allow fewer second bytes: no overlong forms, no surrogates, nothing above U+10FFFF.
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    for (let next = 1; next < length; next++) {
      const byte = bytes[at + next] ?? 0;
      if (byte < (next === 1 ? low : 0x80) || byte > (next === 1 ? high : 0xbf)) return at;
    }
    at += length;
  }
  return -1;
};

const readBytes = async (path: string, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      size += chunk.length;
      if (size > maxBytes) break; // leaving the loop closes the file
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new InputError({ ...unreadable(cause), where: path }, { cause });
  }
  if (size > maxBytes) {
    throw new InputError({
      what: `is larger than ${inMegabytes(maxBytes)}`,
      where: path,
      expected: `at most ${inMegabytes(maxBytes)} of text`,
      fix: "keep the part that matters most, such as the newest conversations",
    });
  }
  return Buffer.concat(chunks, size);
};

const unreadable = (cause: unknown): { what: string; fix?: string } => {
  const code = (cause as NodeJS.ErrnoException).code;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { what: "there is no such file", fix: "check the path; it is taken from the folder you are in" };
    case "EISDIR":
      return { what: "is a folder, not a file", fix: "give the path of the file inside it" };
    case "EACCES":
    case "EPERM":
      return { what: "may not be read by this user", fix: "give yourself the right to read it" };
    default:
      return { what: `cannot be read (${code ?? "unknown fault"})` };
  }
};

const decode = (bytes: Buffer, path: string, mayBeEmpty: boolean): string => {
  const expected = "a text file in UTF-8";
  const other = otherEncoding(bytes);
  if (other !== undefined) {
    throw new InputError({ what: `is written in ${other}`, where: path, expected, fix: "save it again as UTF-8" });
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const what = `holds a NUL byte (${place(bytes, nul)}): it is not a text file, or was damaged`;
    throw new InputError({ what, where: path, expected });
  }
  if (!isUtf8(bytes)) {
    const at = firstInvalidByte(bytes);
    const isCut = isCutOff(bytes.subarray(at));
    throw new InputError({
      what: isCut
        ? `ends in the middle of a character (${place(bytes, at)}): it looks half-written`
        : `holds a byte that is not UTF-8 (${place(bytes, at)})`,
      where: path,
      expected,
      fix: isCut ? "copy or export it again" : "save it again as UTF-8",
    });
  }
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  if (!mayBeEmpty && /^\s*$/.test(text.slice(0, 4096)) && text.trim() === "") {
    throw new InputError({ what: "is empty", where: path, fix: "check that it was written to the end" });
  }
  return text;
};

const otherEncoding = (bytes: Buffer): string | undefined => {
  const start = bytes.subarray(0, 4).toString("hex");
  if (start === "fffe0000" || start === "0000feff") return "UTF-32";
  if (start.startsWith("fffe") || start.startsWith("feff")) return "UTF-16";
  return undefined;
};

/** Whether these are the first bytes of a character whose rest is missing, not a wrong byte. */
const isCutOff = (tail: Buffer): boolean => {
  const lead = tail[0] ?? 0;
  const length = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return length > tail.length && tail.subarray(1).every((byte) => byte >= 0x80 && byte <= 0xbf);
};

const place = (bytes: Buffer, at: number): string => {
  let line = 1;
  for (let found = bytes.indexOf(10); found !== -1 && found < at; found = bytes.indexOf(10, found + 1)) line++;
  return `line ${line}, byte ${at} of the file`;
};

const inMegabytes = (bytes: number): string =>
  bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.round(bytes / 1024)} KB`;
