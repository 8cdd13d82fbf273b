import { ProgramError } from "../core/errors.ts";
import { hashBytes } from "./hash.ts";

const headerBytes = 16;

/** What a small trained file is: its four-letter kind, its format, and how an operator gets it back. */
export type ModelFileKind = {
  /** Four ASCII letters at the start of the file. */
  readonly kind: string;
  /** 1–255; a reader takes only its own. */
  readonly format: number;
  /** Bytes of the content, without the header. */
  readonly size: number;
  /** Where the repository keeps the file, e.g. `training_data/models/sentiment.bin`. */
  readonly path: string;
  /** The script that makes it anew. */
  readonly script: string;
};

/** A file of trained weights: 16 bytes of header (kind, format, size, checksum), then `content`. */
export const packModelFile = (file: ModelFileKind, content: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(headerBytes + content.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 4; at++) bytes[at] = file.kind.charCodeAt(at);
  bytes[4] = file.format;
  view.setUint32(8, content.length, true);
  view.setUint32(12, hashBytes(content), true);
  bytes.set(content, headerBytes);
  return bytes;
};

/**
 * The content of a file made by `packModelFile`.
 * @throws {ProgramError} damaged: another kind of file, another format, cut short or changed; says which file to restore
 */
export const openModelFile = (file: ModelFileKind, bytes: Uint8Array): Uint8Array => {
  const damaged = (found: string): ProgramError =>
    new ProgramError(
      "damaged",
      `${file.path} cannot be used: ${found}.\n  expected: ${headerBytes + file.size} bytes of kind ${file.kind}, format ${file.format}\n` +
        `  to fix:   restore it with \`git checkout -- ${file.path}\`, or make it anew with ${file.script}`,
    );
  if (bytes.length < headerBytes) throw damaged(`it has ${bytes.length} bytes, less than its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < 4; at++) {
    if (bytes[at] !== file.kind.charCodeAt(at)) throw damaged("it is a file of another kind");
  }
  if (bytes[4] !== file.format) throw damaged(`its format is ${bytes[4]}`);
  if (view.getUint32(8, true) !== file.size || bytes.length !== headerBytes + file.size) {
    throw damaged(`it has ${bytes.length} bytes`);
  }
  const content = bytes.subarray(headerBytes);
  if (view.getUint32(12, true) !== hashBytes(content)) throw damaged("its checksum does not fit its content");
  return content;
};
