import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { PredictionRecord } from "../brain/core/prediction.ts";
import { isWithin, type Period, parsePrediction } from "./parse-prediction.ts";
import { dayOf, listPredictionFiles, type PredictionFile } from "./prediction-files.ts";
import { linesOf } from "./read-prediction-file.ts";
import { errnoOf, StoreError } from "./store-error.ts";

/** A line that is no record; without `line`, a compressed file whose rest cannot be read, or a line whose number was not counted. */
export type DamagedPrediction = { readonly file: string; readonly line?: number };

export type ReadPredictions = {
  readonly directory: string;
  /** ISO 8601 instants: the turns that began from `since` on and before `until`. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Told of what is passed over. */
  readonly onDamaged?: (damaged: DamagedPrediction) => void;
};

/**
 * The records of the prediction log, compressed or not, day by day and line by line, as they were appended; none where there
 * is no folder. Days are read as they are used. What is damaged is passed over; a last line without its end is still being
 * written. While a log is compressed nothing is missed or read twice.
 * @throws {StoreError} unreadable
 */
export async function* readPredictions(wanted: ReadPredictions): AsyncGenerator<PredictionRecord> {
  const { directory, onDamaged } = wanted;
  const period = periodOf(wanted);
  try {
    for (const day of await daysIn(directory, period)) {
      const opened = await openDay(directory, day);
      try {
        for (const { file, handle } of opened) {
          for await (const lines of readable(handle, file, onDamaged)) {
            for (const [line, text] of lines) {
              const record = parsePrediction(text);
              if (record === undefined) onDamaged?.({ file: file.name, line });
              else if (isWithin(record, period)) yield record;
            }
          }
        }
      } finally {
        await close(opened);
      }
    }
  } catch (error) {
    throw errnoOf(error) === undefined ? error : new StoreError("unreadable", directory, error);
  }
}

/** The days of which there are files, the oldest first. */
export const daysIn = async (directory: string, { since, until }: Period): Promise<readonly string[]> => {
  const days = new Set((await listPredictionFiles(directory)).map(({ day }) => day));
  return [...days].filter(
    (day) => (since === undefined || day >= dayOf(since)) && (until === undefined || day <= dayOf(until)),
  );
};

export const periodOf = ({ since, until }: Pick<ReadPredictions, "since" | "until">): Period => ({
  since: instant(since),
  until: instant(until),
});

type Opened = readonly { readonly file: PredictionFile; readonly handle: FileHandle }[];

/** Whatever is not a time bounds nothing: who takes one from a person checks it there. */
const instant = (iso: string | undefined): number | undefined => {
  const at = Date.parse(iso ?? "");
  return Number.isNaN(at) ? undefined : at;
};

/** All files of a day at once, so that none is compressed or given another name between two of them. */
export const openDay = async (directory: string, day: string): Promise<Opened> => {
  const list = async () => (await listPredictionFiles(directory)).filter((file) => file.day === day);
  for (;;) {
    const files = await list();
    const opened = await openAll(directory, files);
    if (opened !== undefined) {
      const names = (of: readonly PredictionFile[]) => of.map(({ name }) => name).join();
      if (names(files) === names(await list())) return opened;
      await close(opened);
    }
  }
};

/** `undefined` where one of them is gone by now. */
const openAll = async (directory: string, files: readonly PredictionFile[]): Promise<Opened | undefined> => {
  const opened: Opened[number][] = [];
  try {
    for (const file of files) opened.push({ file, handle: await open(join(directory, file.name)) });
    return opened;
  } catch (error) {
    await close(opened);
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

export const close = async (opened: Opened): Promise<void> => {
  for (const { handle } of opened) await handle.close();
};

export async function* readable(handle: FileHandle, { name }: PredictionFile, onDamaged: ReadPredictions["onDamaged"]) {
  try {
    yield* linesOf(handle);
  } catch (error) {
    // Of a compressed file that is cut or damaged the beginning can be read.
    if (errnoOf(error)?.startsWith("Z_") !== true) throw error;
    onDamaged?.({ file: name });
  }
}
