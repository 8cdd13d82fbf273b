import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { PredictionRecord } from "../brain/core/prediction.ts";
import { parsePrediction } from "./parse-prediction.ts";
import { listPredictionFiles } from "./prediction-files.ts";
import { isGzip } from "./read-prediction-file.ts";
import { errnoOf, StoreError } from "./store-error.ts";

export type FollowPredictions = {
  readonly directory: string;
  /** Waits until it is worth to look again; false where it is enough. */
  readonly pause: () => Promise<boolean>;
};

/** Bytes that are read of a file at once; a line is shorter. */
const most = 16_000_000;
const newline = "\n".charCodeAt(0);

/**
 * Notes where the log ends now, and gives what is appended from then on, also to files of days to come and while others are
 * compressed. @throws {StoreError} unreadable
 */
export const followPredictions = async ({
  directory,
  pause,
}: FollowPredictions): Promise<AsyncGenerator<PredictionRecord>> => {
  /** How far each file was read, by what stays the same when it is taken aside: its day and its number on the disk. */
  let ends: ReadonlyMap<string, number> = new Map();

  const look = async (read: Read): Promise<readonly PredictionRecord[]> => {
    try {
      const looked = await Promise.all(
        (await listPredictionFiles(directory))
          .filter(({ isCompressed }) => !isCompressed) // those hold lines that were seen before
          .map(({ name, day }) => lookInto(join(directory, name), day, ends, read)),
      );
      const seen = looked.filter((each) => each !== undefined);
      ends = new Map(seen.map(({ key, end }) => [key, end]));
      return seen.flatMap(({ records }) => records);
    } catch (error) {
      throw new StoreError("unreadable", directory, error);
    }
  };

  await look(nothingBefore);
  return (async function* () {
    while (await pause()) yield* await look(linesFrom);
  })();
};

type Found = { readonly end: number; readonly records: readonly PredictionRecord[] };
type Read = (file: FileHandle, from: number, size: number) => Promise<Found>;

/** `undefined` where the file is gone, or has just been compressed. */
const lookInto = async (path: string, day: string, ends: ReadonlyMap<string, number>, read: Read) => {
  const file = await open(path).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    if (await isGzip(file)) return undefined;
    const { ino, size } = await file.stat();
    const key = `${day} ${ino}`;
    const from = ends.get(key) ?? 0;
    // Shorter than it was: somebody wrote it anew.
    return { key, ...(await read(file, from <= size ? from : 0, size)) };
  } finally {
    await file.close();
  }
};

/** Where the last whole line ends. */
const nothingBefore: Read = async (file, _from, size) => {
  const start = Math.max(0, size - most);
  const end = (await bytesOf(file, start, size)).lastIndexOf(newline) + 1;
  return { end: start + end, records: [] };
};

const linesFrom: Read = async (file, from, size) => {
  const bytes = await bytesOf(file, from, Math.min(size, from + most));
  const end = bytes.lastIndexOf(newline) + 1;
  // What is too long for a line is passed over.
  if (end === 0) return { end: bytes.length === most ? from + most : from, records: [] };
  const lines = bytes.toString("utf8", 0, end).split("\n");
  return { end: from + end, records: lines.flatMap((line) => parsePrediction(line) ?? []) };
};

const bytesOf = async (file: FileHandle, start: number, end: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  return bytes.subarray(0, bytesRead);
};
