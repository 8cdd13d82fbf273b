import type { FileHandle } from "node:fs/promises";
import type { PredictionRecord } from "../brain/core/prediction.ts";
import { isWithin, parsePrediction } from "./parse-prediction.ts";
import type { PredictionFile } from "./prediction-files.ts";
import { isGzip, lineAt, linesBackwards, type NumberedLine } from "./read-prediction-file.ts";
import { close, daysIn, openDay, periodOf, type ReadPredictions, readable } from "./read-predictions.ts";
import { errnoOf, StoreError } from "./store-error.ts";

export type LastPredictions = ReadPredictions & {
  /** How many at most. */
  readonly last: number;
  readonly isWanted?: ((record: PredictionRecord) => boolean) | undefined;
};

/** In the order in which they were appended. */
export type FoundPredictions = {
  readonly records: readonly PredictionRecord[];
  /** False where the log was read no further, since there were enough. */
  readonly isAll: boolean;
};

/**
 * The last records of the prediction log that are wanted. It is read from its end, day by day, until there are enough of
 * them: of a file that is not compressed no more than that takes; a compressed one is read to its end, but most often only its
 * last lines are looked into. What is damaged is passed over. @throws {StoreError} unreadable
 */
export const lastPredictions = async (wanted: LastPredictions): Promise<FoundPredictions> => {
  const { directory, last } = wanted;
  /** The newest first. */
  const found: PredictionRecord[] = [];
  try {
    for (const day of (await daysIn(directory, periodOf(wanted))).toReversed()) {
      const opened = await openDay(directory, day);
      try {
        for (const { file, handle } of opened.toReversed()) {
          for await (const record of backwards(handle, file, wanted, last - found.length)) {
            // One more than that tells that there are more.
            if (found.length >= last) return { records: found.toReversed(), isAll: false };
            found.push(record);
          }
        }
      } finally {
        await close(opened);
      }
    }
    return { records: found.toReversed(), isAll: true };
  } catch (error) {
    throw errnoOf(error) === undefined ? error : new StoreError("unreadable", directory, error);
  }
};

/** What is wanted of a file, the newest first. */
async function* backwards(
  handle: FileHandle,
  file: PredictionFile,
  wanted: LastPredictions,
  missing: number,
): AsyncGenerator<PredictionRecord> {
  const { onDamaged, isWanted } = wanted;
  const period = periodOf(wanted);
  const wantedOf = (text: string | undefined, onNone: () => void): readonly PredictionRecord[] => {
    const record = parsePrediction(text);
    if (record === undefined) onNone();
    return record !== undefined && isWithin(record, period) && (isWanted?.(record) ?? true) ? [record] : [];
  };
  if (!(await isGzip(handle))) {
    let damagedAt: number | undefined;
    for await (const { text, offset } of linesBackwards(handle)) {
      let isDamaged = false;
      yield* wantedOf(text, () => {
        isDamaged = true;
      });
      if (!isDamaged) continue;
      // Its number takes reading all that stands before: one of a file is enough.
      onDamaged?.({ file: file.name, ...(damagedAt === undefined && { line: await lineAt(handle, offset) }) });
      damagedAt ??= offset;
    }
    return;
  }
  const tail: NumberedLine[] = [];
  let count = 0;
  for await (const lines of readable(handle, file, onDamaged)) {
    count += lines.length;
    tail.push(...lines);
    if (tail.length > missing + 1) tail.splice(0, tail.length - missing - 1);
  }
  const tell = (line: number) => () => onDamaged?.({ file: file.name, line });
  for (const [line, text] of tail.toReversed()) yield* wantedOf(text, tell(line));
  // Some of the last lines were not wanted: those before them are looked into, too.
  const before = count - tail.length;
  const records: PredictionRecord[] = [];
  if (before === 0) return;
  for await (const lines of readable(handle, file, undefined)) {
    for (const [line, text] of lines) if (line <= before) records.push(...wantedOf(text, tell(line)));
    if (records.length > 2 * missing + 2) records.splice(0, records.length - missing - 1);
  }
  yield* records.toReversed();
}
