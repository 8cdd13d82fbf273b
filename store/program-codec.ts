import { createHash } from "node:crypto";
import { endianness } from "node:os";
import { ProgramError } from "../brain/core/errors.ts";
import { type CompiledProgram, type ProgramFile, programFile, programFormat } from "../brain/core/program.ts";

export type EncodedProgram = {
  /** `program.json`: its first key is the hash of all that follows. */
  readonly json: Uint8Array;
  /** `vectors.f32`: little-endian, row after row. */
  readonly vectors: Uint8Array;
};

const opening = /^\{"checksum":"([0-9a-f]{64})",\n/;
const openingLength = '{"checksum":"'.length + 64 + '",\n'.length;

/** What may hold numbers that were measured: JSON has no NaN, and what is written must be read again. */
const measured = programFile
  .pick({ settings: true, examples: true, pinned: true, candidates: true, record: true })
  .strip();

/** The two files of a compiled program. @throws {ProgramError} damaged: it holds what could not be read again */
export const encodeProgram = (program: CompiledProgram): EncodedProgram => {
  const vectors = toLittleEndian(program.vectors);
  const file: ProgramFile = {
    format: programFormat,
    optimizer: program.optimizer,
    settings: program.settings,
    student: { ...program.student },
    embedder: { ...program.embedder },
    trainset: program.trainsetHash,
    examples: program.rows.map(({ id, hash, earnedRating }) => ({
      id,
      hash,
      ...(earnedRating !== undefined && { earnedRating }),
    })),
    vectors: { sha256: sha256(vectors), rows: program.rows.length, dimensions: program.embedder.dimensions },
    pinned: [...program.pinned],
    candidates: [...program.candidates],
    ...(program.record && { record: program.record }),
  };
  const [fault] = measured.safeParse(file).error?.issues ?? [];
  if (fault)
    throw damaged(`the program was not saved: its ${fault.path.join(".")} is no proper value (${fault.message})`);
  const rest = Buffer.from(`${JSON.stringify(file, null, 1).slice("{\n".length)}\n`);
  return { json: Buffer.concat([Buffer.from(`{"checksum":"${sha256(rest)}",\n`), rest]), vectors };
};

/**
 * The compiled program of two files, without its trainset.
 * @throws {ProgramError} damaged: not, to the byte, what was encoded; mismatched: of a newer format
 */
export const decodeProgram = ({ json, vectors }: EncodedProgram): CompiledProgram => {
  const content = parse(json);
  const checksum = opening.exec(Buffer.from(json.subarray(0, openingLength)).toString("latin1"))?.[1];
  if (checksum !== sha256(json.subarray(openingLength))) throw damaged("program.json was changed since it was saved");
  const parsed = programFile.safeParse(content);
  if (!parsed.success) throw damaged("program.json does not have the fields that it should", parsed.error);

  const file = parsed.data;
  const expected = file.examples.length * file.embedder.dimensions * Float32Array.BYTES_PER_ELEMENT;
  if (vectors.length !== expected) throw damaged(`vectors.f32 has ${vectors.length} bytes instead of ${expected}`);
  if (sha256(vectors) !== file.vectors.sha256) throw damaged("vectors.f32 is not the one that was saved with it");
  return {
    optimizer: file.optimizer,
    settings: file.settings,
    student: file.student,
    embedder: file.embedder,
    trainsetHash: file.trainset,
    rows: file.examples,
    vectors: fromLittleEndian(vectors),
    pinned: file.pinned,
    candidates: file.candidates,
    ...(file.record && { record: file.record }),
    trainset: [],
  };
};

const parse = (json: Uint8Array): object => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (cause) {
    throw damaged("program.json is not JSON", cause);
  }
  if (typeof value !== "object" || value === null) throw damaged("program.json is not an object");
  if ("format" in value && typeof value.format === "number" && value.format > programFormat) {
    const formats = `format ${value.format}, this version knows up to ${programFormat}`;
    throw new ProgramError("mismatched", `it was saved by a newer version of Understudy (${formats})`);
  }
  const { checksum, ...file } = value as Record<string, unknown>;
  return file;
};

const damaged = (what: string, cause?: unknown): ProgramError => new ProgramError("damaged", what, { cause });

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const toLittleEndian = (vectors: Float32Array): Uint8Array => {
  const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
};

/** A copy: what was read from a file may begin at any byte, a `Float32Array` may not. */
const fromLittleEndian = (bytes: Uint8Array): Float32Array => {
  const copy = Uint8Array.from(bytes);
  if (endianness() !== "LE") Buffer.from(copy.buffer).swap32();
  return new Float32Array(copy.buffer);
};
